import { flag, name, section, sections, text, texts, textMap } from './fields.ts'

const shown = { empty: 'shown' } as const

/** `fargateProfiles`: which pods run on Fargate. */
export const fargateProfiles = sections('Which pods run on Fargate.', {
  name: name('Name of the profile.'),
  podExecutionRoleARN: text('Role of the Fargate kubelet that exists already; one for the cluster where unset.'),
  selectors: sections(
    'Pods that the profile is for: those of any selector.',
    { namespace: name('Namespace of the pods.'), labels: textMap('Labels that the pods have.') },
    { unset: null, empty: 'shown' },
  ),
  subnets: texts('Private subnets for the pods; all where unset.'),
  tags: textMap('AWS tags.'),
  status: text('What the tool found; ignored when read.', { unset: '' }),
})

/** `karpenter`: install Karpenter. */
export const karpenter = section('Install Karpenter, with its roles and queue.', {
  version: name('Version of the chart, from v0.20.0.'),
  createServiceAccount: flag('Let the tool create the service account.'),
  defaultInstanceProfile: text('Instance profile for its nodes.', shown),
  withSpotInterruptionQueue: flag('Create the queue that tells of spot interruptions.'),
})

/** `gitops`: install Flux. */
export const gitops = section('Install Flux.', {
  flux: section('What `flux bootstrap` is given.', {
    gitProvider: text('Where the repository is: github, gitlab, git …'),
    flags: textMap('Flags of `flux bootstrap`, without the dashes.'),
  }),
})
