import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { contains } from '#sandbox/nodes/network-path.ts'
import { readUserData } from '#sandbox/nodes/user-data.ts'
import { managedUserData } from '#sandbox/services/eks/node-user-data.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const expected = {
  clusterName: 'dev',
  endpoint: 'https://api',
  certificateAuthority: 'Q0E=',
  labels: { a: 'b', c: 'd' },
  taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
  maxPods: 20,
}

test.each([
  [
    'a NodeConfig in MIME parts',
    base64(
      'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n--//\nContent-Type: text/x-shellscript\n\n#!/bin/sh\necho hi\n--//\nContent-Type: application/node.eks.aws\n\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster: {name: dev, apiServerEndpoint: https://api, certificateAuthority: Q0E=}\n  kubelet:\n    config: {maxPods: 20}\n    flags: ["--node-labels=a=b,c=d", "--register-with-taints=k=v:NoSchedule"]\n--//--\n',
    ),
  ],
  [
    'a NodeConfig by itself',
    base64(
      'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster: {name: dev, apiServerEndpoint: https://api, certificateAuthority: Q0E=}\n  kubelet:\n    config:\n      maxPods: 20\n      registerWithTaints: [{key: k, value: v, effect: NoSchedule}]\n    flags: ["--node-labels=a=b,c=d"]\n',
    ),
  ],
  [
    "Bottlerocket's settings",
    base64(
      '[settings.kubernetes]\napi-server = "https://api"\ncluster-certificate = "Q0E="\ncluster-name = "dev"\nmax-pods = 20\n[settings.kubernetes.node-labels]\na = "b"\n"c" = "d"\n[settings.kubernetes.node-taints]\nk = ["v:NoSchedule"]\n',
    ),
  ],
  [
    'a boot script',
    base64(
      "#!/bin/bash\n/etc/eks/bootstrap.sh dev --apiserver-endpoint https://api --b64-cluster-ca Q0E= \\\n --kubelet-extra-args '--node-labels=a=b,c=d --register-with-taints=k=v:NoSchedule --max-pods=20'\n",
    ),
  ],
  [
    'cloud-config, packed',
    gzipSync(
      '#cloud-config\nwrite_files:\n- path: /etc/eksctl/kubelet.env\n  content: |\n    CLUSTER_NAME=dev\n    API_SERVER_URL=https://api\n    B64_CLUSTER_CA=Q0E=\n    NODE_LABELS=a=b,c=d\n    NODE_TAINTS=k=v:NoSchedule\n    MAX_PODS=20\n- path: /helper.sh\n  content: |\n    source /etc/eksctl/kubelet.env # of eksctl\n    CLUSTER_NAME="${CLUSTER_NAME}"\n- path: /boot.sh\n  content: |\n    source /helper.sh\n    /etc/eks/bootstrap.sh "${CLUSTER_NAME}" \\\n      --apiserver-endpoint "${API_SERVER_URL}" --b64-cluster-ca "${B64_CLUSTER_CA}" \\\n      --kubelet-extra-args "${KUBELET_EXTRA_ARGS}"\nruncmd:\n- [/boot.sh]\n- [/helper.sh]\n',
    ).toString('base64'),
  ],
  [
    'PowerShell',
    base64(
      "<powershell>\n[string]$EKSClusterName = 'dev'\n[string]$APIServerEndpoint = 'https://api'\n[string]$Base64ClusterCA = 'Q0E='\n[string]$KubeletExtraArgs = '--node-labels=a=b,c=d --register-with-taints=k=v:NoSchedule --max-pods=20'\n</powershell>",
    ),
  ],
])('%s tells cluster, labels, taints and pods', (_, userData) => {
  expect(readUserData(userData)).toEqual(expected)
})

test.each(['al2023', 'al2', 'bottlerocket', 'windows'] as const)('what EKS tells the nodes of %s is what they read', (family) => {
  const facts = {
    clusterName: 'dev',
    endpoint: 'https://api',
    certificateAuthority: 'Q0E=',
    serviceCidr: '10.100.0.0/16',
    labels: { a: 'b', c: 'd' },
    taints: ['k=v:NoSchedule'],
  }
  expect(readUserData(managedUserData(family, facts, undefined))).toEqual({ ...expected, maxPods: undefined })
})

test("cloud-config that never calls the image's script tells nothing; a variable that nothing sets is empty", () => {
  const files = 'write_files:\n- path: /etc/eksctl/kubelet.env\n  content: CLUSTER_NAME=dev\n'
  expect(readUserData(base64(`#cloud-config\n${files}runcmd:\n- [/bin/true]\n`))).toBeUndefined()
  const own = `#cloud-config\n${files}runcmd:\n- [/bin/bash, -c, '/etc/eks/bootstrap.sh dev --apiserver-endpoint "$NOBODY" --kubelet-extra-args "$KUBELET_EXTRA_ARGS"']\n`
  expect(readUserData(base64(own))).toMatchObject({ clusterName: 'dev', endpoint: undefined, labels: {} })
})

test('user data that names no cluster is none', () => {
  expect(readUserData(base64('#!/bin/sh\necho hi\n'))).toBeUndefined()
  expect(readUserData(undefined)).toBeUndefined()
})

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['192.168.0.0/19', '192.168.32.1', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['203.0.113.7/32', '203.0.113.7', true],
])('%s holds %s: %s', (cidr, address, is) => {
  expect(contains(cidr, address)).toBe(is)
})
