import { join } from 'node:path'
import type { App } from '../app.ts'
import type { ProgramEnd } from '../app/programs.ts'
import { EksxError } from '../errors.ts'
import type { StandingCluster } from './facts.ts'

/** Lets a program at the cluster with a kubeconfig of its own, which goes when it is done. */
export async function withKubeconfig<T>(
  { cluster, standing }: { readonly cluster: { readonly name: string }; readonly standing: (app: App) => Promise<StandingCluster> },
  app: App,
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { endpoint = '', certificateAuthority = '', tokenId } = (await standing(app)).cluster
  const path = join(app.files.home, '.eksx', `kubeconfig-${cluster.name}-${app.regionName}`)
  const entry = {
    cluster: cluster.name,
    path,
    region: app.regionName,
    endpoint,
    certificateAuthority,
    tokenId,
    user: 'eksx',
    setContext: true,
  }
  await app.kubeconfigs.write(entry)
  try {
    return await work({ KUBECONFIG: path })
  } finally {
    await app.files.remove(path)
  }
}

/** The error for a program that failed, in its own last words. */
export const programSaid = (program: string, { exitCode, stdout, stderr }: ProgramEnd, hint: string): EksxError =>
  new EksxError('ProgramFailed', `${program} ended with ${exitCode}: ${lastLines(stderr) || lastLines(stdout) || 'it said nothing'}`, {
    hint,
  })

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join('; ')
