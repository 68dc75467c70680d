import { expect, test } from 'vitest'
import { equivalentsOf } from './equivalents.ts'

const others = (command: string) => equivalentsOf(command.split(' ')).map((words) => words.join(' '))

test.each([
  ['find /srv -delete', 'rm -rf /srv'],
  ['find -delete', 'rm -rf .'],
  ['find /a /b ( -depth ) -exec /bin/rm {} +', 'rm -rf /a /b'],
  ['find /a -execdir unlink {} ;', 'rm -rf /a'],
  ['find /a -ok shred {} ;', 'rm -rf /a'],
  ['find /a -okdir rm {} ;', 'rm -rf /a'],
  ['find /a -name * -size +0 -mtime +0 -path .* -iname *.* -delete', 'rm -rf /a'],
  ['rm -r -f a b', 'rm -rf a b'],
  ['rm -vfR a', 'rm -rf a'],
  ['rm --recursive --force a', 'rm -rf a'],
  ['rm -rf -- -a b', 'rm -rf -- -a b'],
  ['unlink a', 'rm a'],
  ['shred -zu a', 'rm -f a'],
  ['shred --remove=wipe a b', 'rm -f a b'],
  ['rsync -a --delete /empty/ /srv', 'rm -rf /srv'],
  ['rsync --delete-after /dev/null/ /srv', 'rm -rf /srv'],
  ['mv a b /dev/null', 'rm -rf a b'],
  ['cp image /dev/sda', 'dd of=/dev/sda'],
  ['tee -a /dev/sda', 'dd of=/dev/sda'],
  ['mke2fs /dev/sda', 'mkfs.ext4 /dev/sda'],
  ['systemctl --now stop ufw.service', 'systemctl stop ufw'],
  ['service ufw stop', 'systemctl stop ufw'],
  ['iptables -t filter -F', 'iptables -F'],
  ['ip6tables --flush INPUT', 'ip6tables -F'],
  ['ufw --force disable', 'ufw disable'],
  ['auditctl -e0', 'auditctl -e 0'],
  ['history -wc', 'history -c'],
])('`%s` is `%s` in other words', (command, other) => {
  expect(others(command)).toEqual([other])
})

test('each thing that a command is done to is a command of its own, where rules speak of one', () => {
  expect(others('tee /dev/sda /tmp/a /dev/sdb')).toEqual(['dd of=/dev/sda', 'dd of=/dev/sdb'])
  expect(others('systemctl stop a.socket b')).toEqual(['systemctl stop a', 'systemctl stop b'])
})

test.each([
  'find /a -name x.log -delete',
  'find /a -type f -delete',
  'find /a -mtime +9 -delete',
  'find /a -newermt yesterday -delete',
  'find /a -empty -delete',
  'find /a -print',
  'find /a -exec cat {} ;',
  'find /a -exec confirm {} ;',
  'find rm',
  'find /usr/bin/rm -ls',
  'find /a -exec',
  'rm -r a',
  'rm -f a',
  'rm -- -rf',
  'rm a-rf',
  'shred -z a',
  'rsync -a /empty/ /srv',
  'rsync --delete /full/ /srv',
  'mv a /dev/nullx',
  'mv /dev/null a',
  'cp /dev/sda image',
  'cp',
  'tee file',
  'systemctl',
  'iptables -L',
  'ufw disable',
  'auditctl -e 0',
  'auditctl -e01',
  'history',
  'history -w',
  'ls -la',
  'constructor',
])('`%s` is nothing else', (command) => {
  expect(others(command)).toEqual([])
})
