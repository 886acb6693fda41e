import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Step } from '../plan/step.ts'
import { clusterUpdate } from './cluster-update.ts'

type Mode = LiveCluster['authenticationMode']

/** EKS goes one step at a time, and never back (Amazon EKS User Guide, "Change authentication mode"). */
const order: readonly Mode[] = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API']

/** How a cluster lets people in. `ontoNext`: a step before this one goes the first part of the way. */
export const authenticationMode = (cluster: string, mode: Mode, after: readonly Step[] = [], ontoNext = false): Step =>
  clusterUpdate({
    name: `authentication mode ${mode}`,
    cluster,
    after,
    differences: ({ authenticationMode: from }) => (from === mode ? [] : [{ path: 'accessConfig.authenticationMode', from, to: mode }]),
    refusal: ({ authenticationMode: from }, { regionName }) => (ontoNext ? undefined : impossible(cluster, regionName, from, mode)),
    begin: (app, _live, signal) => app.clusters.configure(cluster, { accessConfig: { authenticationMode: mode } }, signal),
  })

function impossible(cluster: string, region: string, from: Mode, to: Mode): EksxError | undefined {
  const steps = order.indexOf(to) - order.indexOf(from)
  if (steps === 1) return undefined
  const refused = (why: string, hint: string): EksxError =>
    new EksxError('AuthenticationModeRefused', `cluster "${cluster}" has the authentication mode ${from}, and ${why}`, {
      exitCode: exitCodes.refused,
      hint,
    })
  const place = `--cluster ${cluster} --region ${region}`
  return steps < 0
    ? refused(`EKS does not go back to ${to}`, 'whom aws-auth let in can get access entries: eksx create accessentry')
    : refused(
        `EKS goes to ${to} by way of API_AND_CONFIG_MAP only`,
        `move the mappings of aws-auth and change the mode: eksx utils migrate-to-access-entry ${place} --target-authentication-mode API --approve`,
      )
}
