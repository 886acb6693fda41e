import type * as Eks from '@aws-sdk/client-eks'
import type { AwsError, Call } from '../../service.ts'
import { checkTags, roleOf, trusts } from './checks.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, invalidParameter, invalidRequest, notFound } from './refusals.ts'
import { eksArn, shown, type ClusterRecord, type Stored } from './state.ts'

type Association = Stored<Eks.PodIdentityAssociation>

/** What a service account has. */
export const associationOn = (
  record: ClusterRecord,
  namespace: string | undefined,
  serviceAccount: string | undefined,
): Association | undefined =>
  Object.values(record.associations).find((item) => item.namespace === namespace && item.serviceAccount === serviceAccount)

/** AWS's refusal of a second association. */
export const associationExists = ({ associationId, clusterName }: Association): AwsError =>
  inUse(`Association already exists: ${associationId}`, { clusterName })

/** Makes an association; one service account has at most one. */
export async function putAssociation(
  record: ClusterRecord,
  call: Call,
  input: Pick<
    Eks.CreatePodIdentityAssociationRequest,
    'namespace' | 'serviceAccount' | 'roleArn' | 'tags' | 'disableSessionTags' | 'targetRoleArn' | 'policy'
  >,
  ownerArn?: string,
): Promise<Association> {
  const { name } = record.cluster
  const taken = associationOn(record, input.namespace, input.serviceAccount)
  if (taken !== undefined) throw associationExists(taken)
  await checkPodRole(call, input.roleArn)
  const associationId = call.account.ids.hex('a-', 17)
  const now = call.account.clock.now()
  const association: Association = {
    clusterName: name,
    namespace: input.namespace ?? '',
    serviceAccount: input.serviceAccount ?? '',
    roleArn: input.roleArn ?? '',
    associationArn: eksArn(call, `podidentityassociation/${name}/${associationId}`),
    associationId,
    tags: { ...input.tags },
    createdAt: now,
    modifiedAt: now,
    disableSessionTags: input.disableSessionTags ?? false,
    ...(ownerArn !== undefined && { ownerArn }),
    ...(input.targetRoleArn !== undefined && { targetRoleArn: input.targetRoleArn, externalId: call.account.ids.uuid() }),
    ...(input.policy !== undefined && { policy: input.policy }),
  }
  record.associations[associationId] = association
  return association
}

async function checkPodRole(call: Call, arn: string | undefined): Promise<void> {
  const role = arn === undefined ? undefined : await roleOf(call, arn)
  if (role === undefined) throw invalidParameter('Role provided in the request does not exist.')
  if (!trusts(role, 'pods.eks'))
    throw invalidParameter('Trust policy of role provided in the request does not trust pods.eks.amazonaws.com')
}

/** CreatePodIdentityAssociation */
export async function createPodIdentityAssociation(input: Eks.CreatePodIdentityAssociationRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'association')
  checkTags(input.tags)
  return { association: shown<Eks.PodIdentityAssociation>(await putAssociation(record, call, input)) }
}

function associationOf(record: ClusterRecord, id: string | undefined): Association {
  const found = id === undefined ? undefined : record.associations[id]
  if (found === undefined) throw notFound(`Association not found: ${id}`, { clusterName: record.cluster.name })
  return found
}

/** DescribePodIdentityAssociation */
export const describePodIdentityAssociation = (input: Eks.DescribePodIdentityAssociationRequest, call: Call): object => ({
  association: shown<Eks.PodIdentityAssociation>(associationOf(clusterNamed(call, input.clusterName), input.associationId)),
})

/** ListPodIdentityAssociations, by namespace and service account. */
export function listPodIdentityAssociations(input: Eks.ListPodIdentityAssociationsRequest, call: Call): object {
  const found = Object.values(clusterNamed(call, input.clusterName).associations).filter(
    (item) =>
      (input.namespace === undefined || item.namespace === input.namespace) &&
      (input.serviceAccount === undefined || item.serviceAccount === input.serviceAccount),
  )
  const { items, nextToken } = page(found, input)
  return {
    associations: items.map(({ clusterName, namespace, serviceAccount, associationArn, associationId, ownerArn }) => ({
      clusterName,
      namespace,
      serviceAccount,
      associationArn,
      associationId,
      ...(ownerArn !== undefined && { ownerArn }),
    })),
    ...(nextToken !== undefined && { nextToken }),
  }
}

/** UpdatePodIdentityAssociation; one that an add-on owns is changed through the add-on only. */
export async function updatePodIdentityAssociation(input: Eks.UpdatePodIdentityAssociationRequest, call: Call): Promise<object> {
  const association = associationOf(clusterNamed(call, input.clusterName), input.associationId)
  refuseOwned(association)
  if (input.roleArn !== undefined) {
    await checkPodRole(call, input.roleArn)
    association.roleArn = input.roleArn
  }
  if (input.targetRoleArn !== undefined)
    Object.assign(association, { targetRoleArn: input.targetRoleArn, externalId: association.externalId ?? call.account.ids.uuid() })
  if (input.disableSessionTags !== undefined) association.disableSessionTags = input.disableSessionTags
  if (input.policy !== undefined) association.policy = input.policy
  association.modifiedAt = call.account.clock.now()
  return { association: shown<Eks.PodIdentityAssociation>(association) }
}

/** DeletePodIdentityAssociation */
export function deletePodIdentityAssociation(input: Eks.DeletePodIdentityAssociationRequest, call: Call): object {
  const record = clusterNamed(call, input.clusterName)
  const association = associationOf(record, input.associationId)
  refuseOwned(association)
  delete record.associations[input.associationId ?? '']
  return { association: shown<Eks.PodIdentityAssociation>(association) }
}

function refuseOwned(association: Association): void {
  if (association.ownerArn !== undefined)
    throw invalidRequest(
      `The association ${association.associationId} is owned by ${association.ownerArn} and can only be changed through it`,
    )
}
