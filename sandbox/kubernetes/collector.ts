import { type KubeObject, type ObjectChange, type ObjectStore, refOf } from './objects.ts'
import { read } from './selectors.ts'

/**
 * What Kubernetes' own controllers tidy up: the content of a namespace that is being deleted, objects whose owner is gone, and deletions
 * that wait for dependents. A new namespace gets its default service account. Gives the way to stop.
 */
export function collectGarbage(store: ObjectStore): () => void {
  return store.onChange((change) => {
    if (change.object.kind === 'Namespace') onNamespace(store, change)
    if (change.type === 'DELETED') onGone(store, change.object)
    else if (change.object.metadata.deletionTimestamp) onMarked(store, change.object)
  })
}

function onNamespace(store: ObjectStore, { type, object }: ObjectChange): void {
  const namespace = object.metadata.name
  if (type === 'ADDED' && !store.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' })) {
    store.put({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } })
  }
  if (type === 'DELETED' || !object.metadata.deletionTimestamp) return
  if (read(object, 'status.phase') !== 'Terminating') store.change(refOf(object), (draft) => (draft['status'] = { phase: 'Terminating' }))
  for (const inside of contents(store, namespace)) store.remove(refOf(inside))
  finishNamespace(store, namespace)
}

function onGone(store: ObjectStore, { metadata }: KubeObject): void {
  for (const dependent of dependents(store, metadata.uid)) releaseOrRemove(store, dependent, metadata.uid)
  for (const { uid } of metadata.ownerReferences ?? []) finishForeground(store, uid)
  if (metadata.namespace) finishNamespace(store, metadata.namespace)
}

/** Deletion in the foreground takes the dependents first; orphaning lets them go free. */
function onMarked(store: ObjectStore, object: KubeObject): void {
  const { finalizers = [], uid } = object.metadata
  const inside = dependents(store, uid)
  if (finalizers.includes('orphan')) {
    for (const dependent of inside) forget(store, dependent, uid)
    dropFinalizer(store, object, 'orphan')
  } else if (finalizers.includes('foregroundDeletion')) {
    for (const dependent of inside) if (!dependent.metadata.deletionTimestamp) store.remove(refOf(dependent))
    if (uid) finishForeground(store, uid)
  }
}

function finishForeground(store: ObjectStore, uid: string): void {
  const owner = store.all().find(({ metadata }) => metadata.uid === uid)
  if (!owner?.metadata.finalizers?.includes('foregroundDeletion') || !owner.metadata.deletionTimestamp) return
  if (dependents(store, uid).length === 0) dropFinalizer(store, owner, 'foregroundDeletion')
}

function finishNamespace(store: ObjectStore, namespace: string): void {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace }
  if (!store.get(ref)?.metadata.deletionTimestamp || contents(store, namespace).length > 0) return
  store.change(ref, (draft) => (draft['spec'] = { finalizers: [] }))
}

function contents(store: ObjectStore, namespace: string): KubeObject[] {
  return store.all().filter(({ metadata }) => metadata.namespace === namespace)
}

function dependents(store: ObjectStore, uid: string | undefined): KubeObject[] {
  return store.all().filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
}

/** An object with another owner that still lives stays, and forgets this one. */
function releaseOrRemove(store: ObjectStore, object: KubeObject, uid: string | undefined): void {
  const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid)
  const alive = others.some((owner) => store.all().some(({ metadata }) => metadata.uid === owner.uid))
  if (alive) forget(store, object, uid)
  else store.remove(refOf(object))
}

function forget(store: ObjectStore, object: KubeObject, uid: string | undefined): void {
  store.change(refOf(object), ({ metadata }) => {
    const left = (metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid)
    if (left.length > 0) metadata.ownerReferences = left
    else delete metadata.ownerReferences
  })
}

function dropFinalizer(store: ObjectStore, object: KubeObject, finalizer: string): void {
  store.change(refOf(object), ({ metadata }) => {
    const left = (metadata.finalizers ?? []).filter((one) => one !== finalizer)
    if (left.length > 0) metadata.finalizers = left
    else delete metadata.finalizers
  })
}
