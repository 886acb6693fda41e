import type { Message } from './protobuf.ts'

const selector: Message = {
  1: ['matchLabels', 'strings'],
  2: ['matchExpressions', [{ 1: ['key', 'string'], 2: ['operator', 'string'], 3: ['values', 'string[]'] }]],
}

const container: Message = {
  1: ['name', 'string'],
  2: ['image', 'string'],
  3: ['command', 'string[]'],
  4: ['args', 'string[]'],
  5: ['workingDir', 'string'],
  6: ['ports', [{ 1: ['name', 'string'], 2: ['hostPort', 'int'], 3: ['containerPort', 'int'], 4: ['protocol', 'string'] }]],
  7: ['env', [{ 1: ['name', 'string'], 2: ['value', 'string'] }]],
  14: ['imagePullPolicy', 'string'],
}

const podSpec: Message = {
  2: ['containers', [container]],
  3: ['restartPolicy', 'string'],
  4: ['terminationGracePeriodSeconds', 'int'],
  5: ['activeDeadlineSeconds', 'int'],
  6: ['dnsPolicy', 'string'],
  7: ['nodeSelector', 'strings'],
  8: ['serviceAccountName', 'string'],
  10: ['nodeName', 'string'],
  11: ['hostNetwork', 'bool'],
  19: ['schedulerName', 'string'],
  20: ['initContainers', [container]],
  22: [
    'tolerations',
    [{ 1: ['key', 'string'], 2: ['operator', 'string'], 3: ['value', 'string'], 4: ['effect', 'string'], 5: ['tolerationSeconds', 'int'] }],
  ],
}

const serviceSpec: Message = {
  1: [
    'ports',
    [
      {
        1: ['name', 'string'],
        2: ['protocol', 'string'],
        3: ['port', 'int'],
        4: ['targetPort', 'intOrString'],
        5: ['nodePort', 'int'],
      },
    ],
  ],
  2: ['selector', 'strings'],
  3: ['clusterIP', 'string'],
  4: ['type', 'string'],
  7: ['sessionAffinity', 'string'],
  10: ['externalName', 'string'],
}

const rule: Message = {
  1: ['verbs', 'string[]'],
  2: ['apiGroups', 'string[]'],
  3: ['resources', 'string[]'],
  4: ['resourceNames', 'string[]'],
  5: ['nonResourceURLs', 'string[]'],
}

/** What `kubectl create` sends as protobuf besides the kinds of the core: workloads, services, disruption budgets and roles, with the fields that its flags fill in. */
export function workloadMessages(metadata: Message): Readonly<Record<string, Message>> {
  const template: Message = { 1: ['metadata', metadata], 2: ['spec', podSpec] }
  const jobSpec: Message = {
    1: ['parallelism', 'int'],
    2: ['completions', 'int'],
    3: ['activeDeadlineSeconds', 'int'],
    4: ['selector', selector],
    6: ['template', template],
    7: ['backoffLimit', 'int'],
    8: ['ttlSecondsAfterFinished', 'int'],
  }
  const role: Message = { 1: ['metadata', metadata], 2: ['rules', [rule]] }
  const binding: Message = {
    1: ['metadata', metadata],
    2: ['subjects', [{ 1: ['kind', 'string'], 2: ['apiGroup', 'string'], 3: ['name', 'string'], 4: ['namespace', 'string'] }]],
    3: ['roleRef', { 1: ['apiGroup', 'string'], 2: ['kind', 'string'], 3: ['name', 'string'] }],
  }
  const budgetSpec: Message = { 1: ['minAvailable', 'intOrString'], 2: ['selector', selector], 3: ['maxUnavailable', 'intOrString'] }
  return {
    Service: { 1: ['metadata', metadata], 2: ['spec', serviceSpec] },
    PodDisruptionBudget: { 1: ['metadata', metadata], 2: ['spec', budgetSpec] },
    Deployment: {
      1: ['metadata', metadata],
      2: ['spec', { 1: ['replicas', 'int'], 2: ['selector', selector], 3: ['template', template], 5: ['minReadySeconds', 'int'] }],
    },
    Job: { 1: ['metadata', metadata], 2: ['spec', jobSpec] },
    CronJob: {
      1: ['metadata', metadata],
      2: [
        'spec',
        {
          1: ['schedule', 'string'],
          3: ['concurrencyPolicy', 'string'],
          4: ['suspend', 'bool'],
          5: ['jobTemplate', { 1: ['metadata', metadata], 2: ['spec', jobSpec] }],
        },
      ],
    },
    Role: role,
    ClusterRole: role,
    RoleBinding: binding,
    ClusterRoleBinding: binding,
  }
}
