import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { amiFamily, type AmiFamily } from '#src/tables/ami-families.ts'
import { dnsAddress, type Bootstrap } from '#src/userdata/bootstrap.ts'
import { userData } from '#src/userdata/user-data.ts'

function family(name: string): AmiFamily {
  const found = amiFamily(name)
  if (!found) throw new Error(`no family ${name}`)
  return found
}

const node = (familyName: string, rest: Partial<Bootstrap> = {}): Bootstrap => ({
  kind: 'self-managed',
  family: family(familyName),
  cluster: {
    name: 'dev',
    endpoint: 'https://ABCDEF.gr7.us-west-2.eks.amazonaws.com',
    certificateAuthority: 'Y2VydGlmaWNhdGU=',
    serviceCidr: '10.100.0.0/16',
    outpostId: undefined,
  },
  ownImage: false,
  labels: { zebra: '1', 'alpha.eksctl.io/cluster-name': 'dev' },
  taints: [
    { key: 'only', value: 'us', effect: 'NoSchedule' },
    { key: 'cold', value: '', effect: 'NoExecute' },
  ],
  maxPods: 58,
  clusterDns: '10.100.0.10',
  statedClusterDns: undefined,
  kubeletConfig: { systemReserved: { memory: '300Mi' }, answer: 'yes' },
  containerRuntime: 'containerd',
  before: ['echo first'],
  override: undefined,
  bottlerocket: undefined,
  ...rest,
})

function decoded(from: Bootstrap): string {
  const bytes = Buffer.from(userData(from) ?? '', 'base64')
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
}

const bottlerocket = {
  enableAdminContainer: true,
  settings: {
    motd: 'stand "clear"',
    kernel: { sysctl: { 'vm.max_map_count': '300000' } },
    kubernetes: { 'cluster-domain': 'pad.local', 'allowed-unsafe-sysctls': ['net.core.somaxconn'] },
  },
}
const nodeConfig = 'spec:\n  instance: {localStorage: {strategy: RAID0}}\n'

test.each([
  { name: 'al2023', from: node('AmazonLinux2023') },
  { name: 'al2023-managed', from: node('AmazonLinux2023', { kind: 'managed' }) },
  { name: 'al2023-override', from: node('AmazonLinux2023', { kind: 'managed', ownImage: true, override: nodeConfig }) },
  { name: 'al2', from: node('AmazonLinux2') },
  { name: 'al2-managed', from: node('AmazonLinux2', { kind: 'managed' }) },
  { name: 'ubuntu', from: node('Ubuntu2404') },
  { name: 'ubuntu-override', from: node('Ubuntu2404', { kind: 'managed', override: 'my-own.sh' }) },
  { name: 'bottlerocket', from: node('Bottlerocket', { bottlerocket }) },
  { name: 'bottlerocket-managed', from: node('Bottlerocket', { kind: 'managed' }) },
  { name: 'windows', from: node('WindowsServer2022FullContainer') },
  { name: 'windows-override', from: node('WindowsServer2022FullContainer', { override: 'Start-It' }) },
  { name: 'windows-managed', from: node('WindowsServer2022FullContainer', { kind: 'managed' }) },
])('$name tells the node what a person has reviewed', async ({ name, from }) => {
  await expect(decoded(from).replaceAll('\r', '')).toMatchFileSnapshot(`../golden/userdata/${name}.txt`)
})

test.each(['AmazonLinux2023', 'AmazonLinux2', 'WindowsServer2019CoreContainer'])(
  'a managed %s node with nothing of its own is told nothing',
  (name) => {
    expect(userData(node(name, { kind: 'managed', maxPods: undefined, before: [] }))).toBeUndefined()
  },
)

test.each(['AmazonLinux2023', 'AmazonLinux2', 'Ubuntu2404', 'Bottlerocket', 'WindowsServer2022FullContainer'])(
  'the order in which labels and taints are stated does not change the bytes for %s',
  (name) => {
    const from = node(name)
    const turned = { ...from, labels: Object.fromEntries(Object.entries(from.labels).toReversed()), taints: from.taints.toReversed() }
    expect(userData(turned)).toBe(userData(from))
  },
)

test('what YAML 1.1 takes for a boolean is quoted', () => {
  expect(decoded(node('AmazonLinux2023'))).toContain('answer: "yes"')
})

test('MIME lines end as the standard asks', () => {
  const text = decoded(node('AmazonLinux2023'))
  expect(text).toMatch(/^MIME-Version: 1\.0\r\nContent-Type: multipart\/mixed; boundary=(\S+)\r\n\r\n--\1\r\n/)
  expect(text).toMatch(/--\r\n$/)
})

test('user data too long for EC2 as it is goes in smaller', () => {
  const long = node('Ubuntu2404', { before: ['# a line that is said again and again\n'.repeat(1000)] })
  expect(Buffer.from(userData(long) ?? '', 'base64').length).toBeLessThan(16_384)
  expect(parse(decoded(long))).toHaveProperty(['runcmd', 0, 2], expect.stringContaining('again and again'))
})

test.each([
  ['10.100.0.0/16', '10.100.0.10'],
  ['172.20.0.0/16', '172.20.0.10'],
  ['fd74:1:2::/108', 'fd74:1:2::a'],
  ['', undefined],
])('the DNS service of %s is at %s', (range, address) => {
  expect(dnsAddress(range)).toBe(address)
})
