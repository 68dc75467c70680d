import type { Draw } from '../draw.ts'

const folders = ['src', 'packages/store', 'docs', 'build/reports', 'tests/unit', 'var/log/shop', 'tools']
const files = ['main.ts', 'queue.py', 'README.md', 'orders.sql', 'server.log', 'index.html', 'Makefile']
const commands: readonly ((draw: Draw) => string)[] = [
  (draw) => `git log --oneline -${1 + draw.below(20)} -- ${draw.pick(folders)}`,
  (draw) => `git commit -m "Say what ${draw.pick(files)} is for"`,
  (draw) => `grep -rn "total" ${draw.pick(folders)} | head -${1 + draw.below(40)}`,
  (draw) => `npm test -- ${draw.pick(folders)} 2>&1 | tail -20`,
  (draw) => `docker compose logs --tail=${draw.digits(2)} shop`,
  (draw) => `curl -sS https://shop.example/health?id=${draw.digits(4)} | jq .status`,
  (draw) => `cat ${draw.pick(folders)}/${draw.pick(files)} | sort | uniq -c`,
  (draw) => `rm ${draw.pick(folders)}/${draw.pick(files)}.tmp`,
  (draw) => `ssh build-${draw.digits(2)} systemctl status shop`,
  (draw) => `tar czf backup-${draw.digits(6)}.tgz ${draw.pick(folders)}`,
]

/** One command with what it printed, or a few lines of a log. */
export function shellLines(draw: Draw): string {
  const time = `2026-11-0${1 + draw.below(9)}T1${draw.digits(1)}:2${draw.digits(1)}:0${draw.digits(1)}Z`
  const kind = draw.below(3)
  if (kind === 0)
    return (
      `$ ${draw.pick(commands)(draw)}\n` +
      `${draw.hex(7)} Tidy ${draw.pick(folders)}\n${draw.hex(7)} Update ${draw.pick(files)} for the new server\n`
    )
  if (kind === 1)
    return (
      `-rw-r--r-- 1 build build ${draw.digits(5)} Nov  9 12:${draw.digits(2)} ${draw.pick(files)}\n` +
      `drwxr-xr-x 4 build build  4096 Nov  9 12:${draw.digits(2)} ${draw.pick(folders)}\n`
    )
  return (
    `${time} INFO  request id=${draw.hex(16)} path=/orders/${draw.digits(5)} status=200 ms=${draw.below(90)}\n` +
    `${time} WARN  retry ${draw.below(5)} of 5 from 10.${draw.below(256)}.${draw.below(256)}.7: connection reset\n`
  )
}
