import { expect, test } from 'vitest'
import { play } from './stage.ts'

const head = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: eu-west-1}\n'

/** A rule of eksctl's list that a line breaks, by itself or with the file `c.yaml`, and what the answer names. */
const lines: readonly (readonly [id: string, line: string, file: string, ...words: readonly string[]])[] = [
  ['L1', 'create cluster -f there.yaml', '', 'there.yaml', 'no such file'],
  ['L7', 'create cluster -f c.yaml', 'apiVersion: v1\nkind: Pod\n', 'c.yaml:1:1', 'eksctl.io/v1alpha5'],
  ['L16', 'create cluster -f c.yaml --zones a,b --nodes 2', head, '--nodes', '--config-file/-f'],
  ['V245', 'create cluster -f c.yaml --dry-run --timeout 5m', head, '--timeout', '--dry-run'],
  ['V246', 'create cluster a --name b', '', '--name=b', '"a"'],
  ['V247', 'create cluster --enable-auto-mode --node-type m5.large', '', '--node-type', '--enable-auto-mode'],
  ['V248', 'create cluster --zones a,b --node-zones b,c', '', '"c"', '--zones'],
  ['V249', 'create cluster --managed=false --enable-node-repair', '', '--enable-node-repair', '--managed=false'],
  ['V250', 'create cluster --managed=false --node-volume-type io2', '', 'io2', '--managed=false'],
  ['V257', 'create cluster --auto-kubeconfig --kubeconfig x', '', '--auto-kubeconfig', '--kubeconfig'],
  ['V267', 'create cluster --vpc-from-kops-cluster k --zones a,b', '', '--zones', '--vpc-from-kops-cluster'],
  ['V267', 'create cluster --vpc-from-kops-cluster k --vpc-private-subnets s', '', '--vpc-private-subnets', '--vpc-from-kops-cluster'],
  ['V268', 'create cluster --vpc-public-subnets s,t --vpc-cidr 10.0.0.0/16', '', '--vpc-cidr', '--vpc-public-subnets'],
  ['V275', 'create nodegroup --name a', '', '--cluster must be set'],
  ['V275', 'create nodegroup --cluster dev --name a b', '', '--name=a', '"b"'],
  ['V275', 'create nodegroup --cluster dev --name a_b', '', '--name', 'a_b'],
  ['V276', 'create nodegroup -f c.yaml --include x*', `${head}managedNodeGroups: [{name: a}]`, 'x*'],
  ['V276', 'create nodegroup -f c.yaml', `${head}managedNodeGroups: [~]`, 'c.yaml:4:21', 'managedNodeGroups[0]'],
  ['V287', 'create fargateprofile --cluster dev --name eks-a --namespace b', '', '--name', 'eks-a'],
  ['V287', 'create fargateprofile --cluster dev --name a', '', '--namespace must be set'],
  ['V288', 'delete fargateprofile --cluster dev', '', '--name must be set'],
  ['V288', 'delete fargateprofile a --cluster dev --name b', '', '--name=b', '"a"'],
  ['V289', 'create capability -f c.yaml', head, 'c.yaml', 'capabilities'],
  ['V290', 'create addon -f c.yaml', head, 'addons'],
  ['V290', 'create addon -f c.yaml', `${head}addons: [{name: x, configurationValues: "word"}]`, 'c.yaml:4:20', 'JSON'],
  ['V291', 'create iamserviceaccount -f c.yaml --approve', head, 'iam.serviceAccounts'],
  ['V291', 'update iamserviceaccount -f c.yaml --approve', head, 'iam.serviceAccounts'],
  ['V291', 'delete iamserviceaccount -f c.yaml', `${head}iam: {withOIDC: false}`, 'c.yaml:4:7', 'iam.withOIDC'],
  ['V292', 'update iamserviceaccount a --cluster dev --name b', '', '--name=b', '"a"'],
  ['V292', 'update iamserviceaccount --cluster dev --name a', '', '--attach-policy-arn'],
  ['V292', 'create iamserviceaccount --cluster dev --attach-role-arn r', '', '--name must be set'],
  ['V292', 'create iamserviceaccount --cluster dev --name a', '', '--attach-policy-arn', '--attach-role-arn'],
  ['V292', 'create iamserviceaccount --cluster dev --name a --attach-role-arn r --role-only', '', '--attach-role-arn', '--role-only'],
  ['V293', 'create accessentry --cluster dev', '', '--principal-arn must be set'],
  ['V293', 'create accessentry -f c.yaml', head, 'accessConfig.accessEntries'],
  ['V293', 'delete accessentry --cluster dev', '', '--principal-arn must be set'],
  ['V293', 'delete accessentry -f c.yaml', head, 'accessConfig.accessEntries'],
  ['V294', 'delete podidentityassociation -f c.yaml', head, 'iam.podIdentityAssociations'],
  ['V294', 'update podidentityassociation -f c.yaml', head, 'iam.podIdentityAssociations'],
  ['V294', 'create podidentityassociation -f c.yaml', head, 'iam.podIdentityAssociations'],
  [
    'V295',
    'create podidentityassociation --cluster dev --namespace a --service-account-name b --role-arn r --policy {}',
    '',
    '--policy needs --disable-session-tags',
  ],
  ['V297', 'update podidentityassociation --cluster dev --namespace a --service-account-name b', '', '--role-arn must be set'],
  ['V297', 'create podidentityassociation --cluster dev --namespace a --role-arn r', '', '--service-account-name must be set'],
  ['V297', 'create podidentityassociation --cluster dev --namespace a --service-account-name b', '', '--role-arn'],
  [
    'V298',
    'create podidentityassociation --cluster dev --namespace a --service-account-name b --well-known-policies none',
    '',
    '"none"',
    'autoScaler',
  ],
  ['V303', 'utils update-authentication-mode --cluster dev', '', '--authentication-mode must be set'],
  ['V303', 'utils update-authentication-mode --cluster dev --authentication-mode BOTH', '', '--authentication-mode', 'BOTH'],
  ['V303', 'utils update-authentication-mode dev', '', '"dev"'],
  ['V307', 'utils associate-iam-oidc-provider -f c.yaml', head, 'iam.withOIDC'],
  ['V308', 'disassociate identityprovider --cluster dev', '', '--name must be set'],
  ['V308', 'disassociate identityprovider -f c.yaml', head, 'identityProviders'],
  ['V308', 'associate identityprovider', '', '--config-file/-f must be set'],
  ['V308', 'associate identityprovider -f c.yaml', head, 'identityProviders'],
  ['V309', 'enable flux', '', '--config-file/-f'],
  ['V309', 'enable flux -f c.yaml', head, 'gitops.flux'],
  ['V311', 'delete nodegroup --cluster dev --name a --approve', '', '--approve', '--config-file/-f'],
  ['V311', 'delete nodegroup --cluster dev --name a --parallel 0', '', '--parallel=0', '1 to 25'],
]

test.each(lines)('%s: %s', async (_, line, file, ...words) => {
  const { exitCode, stdout, stderr } = await play(line.split(' '), { files: file === '' ? {} : { 'c.yaml': file } })
  expect(stderr).toMatch(/^error: /m)
  for (const word of words) expect(stderr).toContain(word)
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
})
