import { expect, test } from 'vitest'
import { unwrap } from './wrappers.ts'

const run = (command: string) => unwrap(command.split(' ')).join(' ')

test.each([
  'sudo rm x',
  'sudo -n rm x',
  'sudo -u root -g wheel rm x',
  'sudo --user root --group wheel rm x',
  'sudo -- rm x',
  'sudo A=b C=d rm x',
  'doas -u root A=b rm x',
  'env -i A=b rm x',
  'env -u HOME -C /srv rm x',
  'nice -n 19 rm x',
  'ionice -c 3 -n 7 rm x',
  'timeout 5 rm x',
  'timeout -s KILL -k 9 5 rm x',
  'timeout -- 5 rm x',
  'chroot /srv rm x',
  'flock -w 9 /lock rm x',
  'taskset ff rm x',
  'setarch x86_64 rm x',
  'chrt 9 rm x',
  'exec -a name rm x',
  'stdbuf -o L -e L rm x',
  'strace -f -o /log rm x',
  'time -f %e rm x',
  'xargs -n 1 -I {} rm x',
  'parallel -j 4 rm x',
  'nsenter -t 1 -m rm x',
  'pkexec --user root rm x',
  'caffeinate -t 9 rm x',
  'runuser -u root rm x',
  'builtin command nohup setsid unshare catchsegv busybox rm x',
  'toybox rm x',
  'docker exec -it name rm x',
  'docker exec -u root -w /srv -e A name rm x',
  'podman --log-level debug exec name rm x',
  'kubectl -n space exec pod -c main -- rm x',
  'sudo env nice docker exec name timeout 5 /bin/rm x',
])('`%s` runs `rm x` in the end', (command) => {
  expect(run(command)).toBe('rm x')
})

test.each([
  ['/usr/bin/rm -rf /', 'rm -rf /'],
  ['./rm x', 'rm x'],
  ['~/bin/rm x', 'rm x'],
  ['../a/b-c/g++ x', 'g++ x'],
  ['/usr/bin/sudo /bin/rm x', 'rm x'],
])('a command goes by its name, wherever it lies: `%s`', (command, inTheEnd) => {
  expect(run(command)).toBe(inTheEnd)
})

test.each([
  'rm x',
  'A=b rm x',
  'sudo',
  'sudo -u',
  'timeout 5',
  'docker ps',
  'docker exec',
  'kubectl get',
  '/ x',
  'a/ x',
  '',
])('what runs nothing else stays: `%s`', (command) => {
  expect(run(command)).toBe(command)
})

test('words that begin no command but only look like an assignment are one for most', () => {
  expect(run('nohup A=b rm')).toBe('A=b rm')
})

test('no words are none', () => {
  expect(unwrap([])).toEqual([])
})
