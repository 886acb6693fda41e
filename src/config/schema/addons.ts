import { flag, freeForm, name, section, sections, text, texts, textMap } from './fields.ts'
import { podIdentityAssociations, wellKnownPolicies } from './policies.ts'

/** `addons`: EKS add-ons beyond the default ones, or with settings. */
export const addons = sections('EKS add-ons beyond the default ones, or with settings of their own.', {
  name: name('Name of the add-on, as EKS knows it.'),
  version: text('Version, the beginning of one, or `latest`; the default for the Kubernetes version where unset.'),
  serviceAccountRoleARN: text('Role that exists already, for its service account (IRSA).'),
  attachPolicyARNs: texts('Managed policies for a role that is created (IRSA).'),
  attachPolicy: freeForm('Inline policy document for a role that is created (IRSA).'),
  permissionsBoundary: text('Permissions boundary of the role that is created.'),
  wellKnownPolicies,
  tags: textMap('AWS tags.'),
  resolveConflicts: text('What wins where somebody changed the add-on by hand.', { allowed: ['NONE', 'OVERWRITE', 'PRESERVE'] }),
  podIdentityAssociations: sections('Roles for its service accounts, through the pod identity agent.', podIdentityAssociations, {
    empty: 'shown',
  }),
  useDefaultPodIdentityAssociations: flag('Create the roles that EKS recommends for it.', { empty: 'hidden', preset: false }),
  configurationValues: text('Settings, as JSON or YAML text, by the schema of the add-on.'),
  namespaceConfig: section('Where it is installed.', { namespace: text('Namespace.') }),
  publishers: texts('For `utils describe-addon-versions` only.'),
  types: texts('For `utils describe-addon-versions` only.'),
  owners: texts('For `utils describe-addon-versions` only.'),
})

/** `addonsConfig`: what holds for all add-ons. */
export const addonsConfig = section(
  'What holds for all add-ons.',
  {
    autoApplyPodIdentityAssociations: flag('Create the roles that EKS recommends, for every add-on.', { empty: 'hidden', preset: false }),
    disableDefaultAddons: flag('Install only the add-ons that are listed.', { empty: 'hidden', preset: false }),
  },
  { always: true },
)
