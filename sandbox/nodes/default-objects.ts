import type { ObjectStore } from '../kubernetes/objects.ts'
import { refOf, type KubeObject } from '../kubernetes/objects.ts'

/** What every cluster holds from its first minute: namespaces, their accounts, the API's own service. */
export function putDefaults(objects: ObjectStore, serviceCidr: string): void {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    putNew(objects, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
    putNew(objects, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } })
  }
  putNew(objects, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: addressIn(serviceCidr, 1),
      clusterIPs: [addressIn(serviceCidr, 1)],
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 443 }],
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  })
  putNew(objects, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {},
  })
  putNew(objects, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'gp2' },
    provisioner: 'kubernetes.io/aws-ebs',
    parameters: { fsType: 'ext4', type: 'gp2' },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  })
}

/** The address at a place of the block of services: 1 is the API's, 10 the name server's. */
export function addressIn(cidr: string, place: number): string {
  const base = cidr.split('/')[0] ?? ''
  return base.includes(':') ? `${base}${place.toString(16)}` : base.replace(/\d+$/, (last) => String(Number(last) + place))
}

/** Puts an object only where none of its name is. */
function putNew(objects: ObjectStore, object: KubeObject): void {
  if (objects.get(refOf(object)) === undefined) objects.put(object)
}
