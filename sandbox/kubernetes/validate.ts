import { type Cause, invalid } from './failure.ts'
import { groupOf, type KubeObject } from './objects.ts'
import type { Resource } from './resources.ts'
import { read } from './selectors.ts'

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const labelText = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const dataKey = /^[-._a-zA-Z0-9]+$/

/** Throws 422 with every rule that an object breaks. */
export function validate(object: KubeObject, before: KubeObject | undefined, resource: Resource): void {
  const causes = [...nameCauses(object, resource), ...labelCauses(object), ...kindCauses(object), ...fixedCauses(object, before)]
  if (causes.length > 0) throw invalid(groupOf(object.apiVersion), object.kind, object.metadata.name ?? '', causes)
}

function required(field: string, message = ''): Cause {
  return { reason: 'FieldValueRequired', message: `Required value${message && `: ${message}`}`, field }
}

function wrong(field: string, value: unknown, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field }
}

/** Kinds whose names become DNS labels. */
const labelNamed = ['Namespace', 'Service']
/** Kinds whose names may hold what paths can hold. */
const pathNamed = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']

function nameCauses({ kind, metadata }: KubeObject, resource: Resource): Cause[] {
  const { name } = metadata
  if (!name) return [required('metadata.name', 'name or generateName is required')]
  if (resource.namespaced && !metadata.namespace) return [required('metadata.namespace')]
  if (pathNamed.includes(kind)) return /[/%]/.test(name) ? [wrong('metadata.name', name, "may not contain '/' or '%'")] : []
  if (labelNamed.includes(kind)) {
    const why =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    return label.test(name) && name.length <= 63
      ? []
      : [wrong('metadata.name', name, name.length > 63 ? 'must be no more than 63 characters' : why)]
  }
  const why =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  return subdomain.test(name) && name.length <= 253
    ? []
    : [wrong('metadata.name', name, name.length > 253 ? 'must be no more than 253 characters' : why)]
}

function labelCauses({ metadata }: KubeObject): Cause[] {
  return Object.values(metadata.labels ?? {})
    .filter((value) => typeof value !== 'string' || !labelText.test(value) || value.length > 63)
    .map((value) =>
      wrong(
        'metadata.labels',
        value,
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ),
    )
}

function kindCauses(object: KubeObject): Cause[] {
  const missing = (rules[object.kind] ?? []).filter((path) => isEmpty(read(object, path))).map((path) => required(path))
  const data = { ...(object['data'] as object | undefined), ...(object['binaryData'] as object | undefined) }
  const keys = ['ConfigMap', 'Secret'].includes(object.kind) ? Object.keys(data).filter((key) => !dataKey.test(key)) : []
  const why =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
  return [...missing, ...keys.map((key) => wrong(`data[${key}]`, key, why)), ...selectorCauses(object)]
}

/** What must be there, by kind. */
const rules: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec.containers'],
  Service: ['spec.ports'],
  Deployment: ['spec.selector', 'spec.template.spec.containers'],
  DaemonSet: ['spec.selector', 'spec.template.spec.containers'],
  ReplicaSet: ['spec.selector', 'spec.template.spec.containers'],
  StatefulSet: ['spec.selector', 'spec.template.spec.containers'],
  Job: ['spec.template.spec.containers'],
  CronJob: ['spec.schedule', 'spec.jobTemplate.spec.template.spec.containers'],
  RoleBinding: ['roleRef.name'],
  ClusterRoleBinding: ['roleRef.name'],
  StorageClass: ['provisioner'],
  CustomResourceDefinition: ['spec.group', 'spec.names.plural', 'spec.names.kind', 'spec.scope', 'spec.versions'],
}

function selectorCauses(object: KubeObject): Cause[] {
  if (!['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].includes(object.kind)) return []
  const wanted = Object.entries((read(object, 'spec.selector.matchLabels') ?? {}) as Record<string, string>)
  const labels = (read(object, 'spec.template.metadata.labels') ?? {}) as Record<string, string>
  if (wanted.every(([key, value]) => labels[key] === value)) return []
  return [wrong('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]
}

function fixedCauses(object: KubeObject, before: KubeObject | undefined): Cause[] {
  if (!before) return []
  const immutable = before['immutable'] === true && JSON.stringify(object['data']) !== JSON.stringify(before['data'])
  const fixed = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].includes(object.kind)
    ? ['spec.selector']
    : object.kind.endsWith('Binding')
      ? ['roleRef']
      : []
  const changed = fixed.filter((path) => JSON.stringify(read(object, path)) !== JSON.stringify(read(before, path)))
  return [
    ...(immutable
      ? [{ reason: 'FieldValueForbidden', message: 'Forbidden: field is immutable when `immutable` is set', field: 'data' }]
      : []),
    ...changed.map((path) => wrong(path, read(object, path), 'field is immutable')),
  ]
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}
