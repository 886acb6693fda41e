import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { clusterStates, verdictOn } from '../tables/eks-states.ts'

/** The cluster has no endpoint yet, or never will (registered from elsewhere). */
export function noEndpoint({ name, status }: LiveCluster): EksxError {
  return new EksxError('ClusterUnreachable', `cluster "${name}" has no API endpoint: it is ${status}`, {
    exitCode: exitCodes.refused,
    hint: verdictOn(clusterStates, status).line ?? 'wait until it is ACTIVE, then run the same command again',
  })
}

/** The network does not lead there. */
export function unreachable(cluster: LiveCluster, cause: unknown): EksxError {
  const why = wordsOf(cause)
  return new EksxError('ClusterUnreachable', `can't reach the API of cluster "${cluster.name}" at ${cluster.endpoint}: ${why}`, {
    hint: hintFor(cluster),
    cause,
  })
}

function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  // A name with several addresses fails with one error for each.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  const { message, code } = first as NodeJS.ErrnoException
  return message || code || 'no answer'
}

function hintFor({ publicAccess, publicAccessCidrs }: LiveCluster): string {
  if (!publicAccess) return 'its endpoint is private: run eksx where the VPC can be reached'
  const open = publicAccessCidrs.length === 0 || publicAccessCidrs.includes('0.0.0.0/0')
  return open
    ? 'check the network and the proxy (HTTPS_PROXY, NO_PROXY)'
    : `its endpoint admits only ${publicAccessCidrs.join(', ')}: is this machine among them?`
}

/** What the API said no to; 401 and 403 are a matter of permissions, exit 5. */
export function refused(
  { name }: LiveCluster,
  { status, body }: { readonly status: number; readonly body: Record<string, unknown> },
): EksxError {
  const said = typeof body['message'] === 'string' && body['message'] ? body['message'] : `status ${status}`
  if (status === 401) {
    return new EksxError('ClusterUnauthorized', `cluster "${name}" does not let this AWS identity in`, {
      exitCode: exitCodes.denied,
      hint: `its administrator can add it: \`aws eks create-access-entry --cluster-name ${name} --principal-arn <ARN>\``,
    })
  }
  if (status === 403) {
    return new EksxError('ClusterForbidden', `cluster "${name}": ${said}`, {
      exitCode: exitCodes.denied,
      hint: `ask its administrator for an access policy: \`aws eks associate-access-policy --cluster-name ${name}\``,
    })
  }
  return new EksxError('KubernetesError', `cluster "${name}": ${said}`)
}
