import { expect, test } from 'vitest'
import { formatCidr, networkOf, parseCidr } from '#src/config/cidr.ts'

test.each([
  ['10.0.0.0/16', '10.0.0.0/16', '10.0.0.0/16'],
  ['10.1.2.3/16', '10.1.2.3/16', '10.1.0.0/16'],
  ['255.255.255.255/0', '255.255.255.255/0', '0.0.0.0/0'],
  ['1.2.3.4/32', '1.2.3.4/32', '1.2.3.4/32'],
  ['fd00:0:0:0:1::1/64', 'fd00::1:0:0:1/64', 'fd00::/64'],
  ['::/0', '::/0', '::/0'],
  ['::ffff:10.0.0.1/128', '::ffff:a00:1/128', '::ffff:a00:1/128'],
  ['2001:db8:0:1:1:1:1:1/48', '2001:db8:0:1:1:1:1:1/48', '2001:db8::/48'],
  ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3/128', '1:0:0:2::3/128'],
])('%s', (text, written, network) => {
  const range = parseCidr(text)
  expect(range && [formatCidr(range), formatCidr(networkOf(range))]).toEqual([written, network])
})

test.each([
  '',
  '10.0.0.0',
  '10.0.0/16',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/16/8',
  '010.0.0.0/8',
  '10.0.0.256/8',
  'fd00::/129',
  'fe80::1%eth0/64',
  ' 10.0.0.0/8',
  '10.0.0.0/ 8',
])('"%s" is no range', (text) => expect(parseCidr(text)).toBeUndefined())
