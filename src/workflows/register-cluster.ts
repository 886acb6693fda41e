import { parseAllDocuments, stringify } from 'yaml'
import type { App } from '../app.ts'
import type { Registration } from '../app/registrations.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import {
  connectorObjects,
  connectorPolicy,
  connectorPolicyName,
  connectorRoleName,
  connectorTrust,
  consoleObjects,
  impersonationObjects,
} from '../tables/eks-connector.ts'
import { tagKeys } from '../tables/tag-keys.ts'

/** A cluster that runs elsewhere, as it is to be known to EKS. */
export interface RegisterClusterOptions {
  readonly name: string
  readonly region: string
  /** EKS's word for who runs it. */
  readonly provider: string
  /** The role of its agent; one is made where none is stated. */
  readonly roleArn: string | undefined
  /** Who may look into it through the console. */
  readonly caller: { readonly arn: string; readonly partition: { readonly name: string } }
}

/** The files that are applied to the cluster, in eksctl's names. The first holds a secret. */
export const connectorFile = 'eks-connector.yaml'
const openFiles = {
  'eks-connector-clusterrole.yaml': impersonationObjects,
  'eks-connector-console-dashboard-full-access-group.yaml': consoleObjects,
} as const

/** IAM's news of a new role reach EKS within seconds, rarely minutes. Milliseconds. */
const roleSpreads = 180_000

/** The registration of a cluster with EKS, with the role of its agent before it, and the files that bring the agent into the cluster. */
export function registerCluster(options: RegisterClusterOptions): Step[] {
  const role = options.roleArn === undefined ? [agentRole(options)] : []
  return [...role, registration(options, role)]
}

function agentRole(options: RegisterClusterOptions): Step {
  const { name, region, caller } = options
  const roleName = connectorRoleName(name, region)
  const look = async (app: App): Promise<Sight> => {
    const [role, known] = [await app.roles.find(roleName), await app.registrations.find(name)]
    // What is registered keeps the role it has.
    if (known !== undefined) return { so: true }
    if (role === undefined) return { so: false, change: { kind: 'create' } }
    if (role.tags[tagKeys.clusterName] !== name) return { blocked: roleOfOthers(roleName) }
    if ((await app.roles.inlinePolicies(roleName)).includes(connectorPolicyName)) return { so: true }
    return { so: false, change: { kind: 'create', why: [{ path: 'policy', to: connectorPolicyName }] } }
  }
  return {
    name: `role ${roleName}`,
    after: [],
    usual: 2_000,
    look,
    act: (_change, app, { signal }) =>
      app.roles.create(
        {
          name: roleName,
          description: `EKS Connector agent of cluster ${name}`,
          trust: connectorTrust,
          policy: { name: connectorPolicyName, document: connectorPolicy(caller.partition.name) },
          tags: { [tagKeys.clusterName]: name },
        },
        signal,
      ),
  }
}

function registration(options: RegisterClusterOptions, role: readonly Step[]): Step {
  const { name, region, provider } = options

  async function look(app: App): Promise<Sight> {
    const known = await app.registrations.find(name)
    if (known === undefined) return { so: false, change: { kind: 'create' } }
    const other = mismatch(known, options)
    if (other !== undefined) return { blocked: other }
    if (activationIn(await app.files.read(connectorFile)) === known.activationId && (await hasOpenFiles(app))) return { so: true }
    if (known.activationCode === undefined) return { blocked: codeGone(name, region) }
    return { so: false, change: { kind: 'create', why: [{ path: connectorFile, to: `activation ${known.activationId}` }] } }
  }

  async function act(app: App, run: Run): Promise<void> {
    const known = await app.registrations.find(name)
    const { activationId: id, activationCode: code } = known ?? (await registered(app, run))
    if (id === undefined || code === undefined) throw codeGone(name, region)
    await app.files.write(connectorFile, documents(connectorObjects({ id, code, region })))
    for (const [file, objects] of Object.entries(openFiles))
      await app.files.write(file, documents(objects(principalOf(options.caller.arn))), 0o664)
    run.progress({ text: `wrote ${[connectorFile, ...Object.keys(openFiles)].join(', ')}` })
  }

  /** Registers it as soon as EKS has heard of the role; a role of ours goes again where that fails. */
  async function registered(app: App, run: Run): Promise<Registration> {
    const roleArn = options.roleArn ?? (await app.roles.find(connectorRoleName(options.name, options.region)))?.arn ?? ''
    const giveUp = app.clock.now() + roleSpreads
    try {
      for (;;) {
        try {
          return await app.registrations.create({ cluster: name, provider, roleArn }, run.signal)
        } catch (error) {
          const young = error instanceof EksxError && error.code === 'RoleUnknown' && options.roleArn === undefined
          if (!young || app.clock.now() > giveUp) throw error
          await app.clock.sleep(3_000, run.signal)
        }
      }
    } catch (error) {
      if (options.roleArn === undefined && !run.signal.aborted)
        await app.roles.delete(connectorRoleName(options.name, options.region), run.signal)
      throw error
    }
  }

  return { name: `registration of ${name}`, after: role, usual: 5_000, look, act: (_change, app, run) => act(app, run) }
}

const documents = (objects: readonly object[]): string => objects.map((one) => stringify(one, { lineWidth: 0 })).join('---\n')

/** The id of the activation that a file of ours brings into a cluster. */
function activationIn(text: string | undefined): string | undefined {
  const set = parseAllDocuments(text ?? '').find((one) => !('empty' in one) && one.get('kind') === 'StatefulSet')
  return set === undefined ? undefined : /--activation\.id=([\w-]+)/.exec(String(set))?.[1]
}

async function hasOpenFiles(app: App): Promise<boolean> {
  const texts = await Promise.all(Object.keys(openFiles).map((file) => app.files.read(file)))
  return texts.every((text) => text !== undefined)
}

/** The person or role behind a caller: a session speaks for its role. */
const principalOf = (arn: string): string => arn.replace(/^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3')

/** Why what EKS knows under the name is not what was asked for. */
function mismatch(known: Registration, { name, region, provider, roleArn }: RegisterClusterOptions): EksxError | undefined {
  const taken = (message: string, hint: string): EksxError => new EksxError('ClusterExists', message, { exitCode: exitCodes.refused, hint })
  const anew = `deregister it first: eksx deregister cluster --name ${name} --region ${region}`
  if (known.provider === undefined) return taken(`"${name}" is a cluster of EKS in ${region} already`, 'choose another name')
  if (known.provider !== provider) return taken(`cluster "${name}" is registered already, from ${known.provider} and not ${provider}`, anew)
  if (roleArn !== undefined && known.roleArn !== roleArn)
    return taken(`cluster "${name}" is registered already, with the role ${known.roleArn} and not ${roleArn}`, anew)
  return undefined
}

const roleOfOthers = (role: string): EksxError =>
  new EksxError('RoleNotOurs', `a role named ${role} exists, and it does not belong to this cluster`, {
    exitCode: exitCodes.refused,
    hint: 'state a role with --role-arn',
  })

const codeGone = (name: string, region: string): EksxError =>
  new EksxError('ActivationCodeGone', `cluster "${name}" is registered already, and AWS no longer tells its activation code`, {
    exitCode: exitCodes.refused,
    hint: `if its agent is not in yet: eksx deregister cluster --name ${name} --region ${region}, then run the same command again`,
  })
