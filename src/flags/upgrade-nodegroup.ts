import { parseVersion } from '../config/kubernetes-version.ts'
import { bool, type Given, string } from '../flags.ts'
import { badFlag } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, clusterFlags, regionFlags, timeoutFlags } from './groups.ts'

/** Flags of upgrade nodegroup. */
export const upgradeNodegroupFlags = {
  ...clusterFlags,
  name: string({ summary: 'name of the managed nodegroup' }),
  'kubernetes-version': string({ summary: "Kubernetes version of the new nodes, the nodegroup's own unless set", value: 'version' }),
  'release-version': string({ summary: 'release of their image, the newest of that version unless set', value: 'version' }),
  'launch-template-version': string({ summary: 'version of your launch template that they are made from', value: 'number' }),
  'force-upgrade': bool({ summary: 'go on where a disruption budget holds pods' }),
  ...regionFlags,
  wait: bool({ summary: 'wait until all nodes are new', default: 'true' }),
  ...timeoutFlags('45m0s'),
  ...performFlags,
  ...awsFlags,
}

/** What a line wants the new nodes to be. */
interface Wish {
  readonly kubernetes: string | undefined
  readonly release: string | undefined
  readonly launchTemplate: string | undefined
  readonly force: boolean
}

/** What the line wants the new nodes to be. Throws where it says what cannot be read. */
export function upgradeWish(given: Given<typeof upgradeNodegroupFlags>): Wish {
  const { 'kubernetes-version': kubernetes = '', 'release-version': release = '', 'launch-template-version': launchTemplate = '' } = given
  const version = parseVersion(kubernetes)
  if (kubernetes !== '' && version === undefined) throw badFlag(`--kubernetes-version=${kubernetes}: is no version`, 'write it as 1.34')
  if (launchTemplate !== '' && !/^[1-9]\d*$/.test(launchTemplate))
    throw badFlag(`--launch-template-version=${launchTemplate}: is no number`, 'EKS takes the number of a version')
  return {
    kubernetes: version && `${version.numbers[0]}.${version.numbers[1]}`,
    release: release || undefined,
    launchTemplate: launchTemplate || undefined,
    force: given['force-upgrade'] === true,
  }
}
