import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { World } from '#sandbox/service.ts'
import { ec2Slot } from '#sandbox/services/ec2/state.ts'
import { eksSlot } from '#sandbox/services/eks/state.ts'

const region = 'us-west-2'

/** The captures' account offered every instance type that nodes were started from, and gave an image to every name that was looked up. */
export function withNodes(world: World, source: string, named: string): World {
  const folder = join(source, 'expected', 'stacks')
  const stacks = existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')) : []
  const types = new Set(
    stacks.flatMap((text) => [...text.matchAll(/"([a-z][\w-]*\.(?:\d*x?large|medium|metal))"/g)].map(([, type = '']) => type)),
  )
  const offerings = structuredClone(world.offerings) as Record<string, Record<string, string[]>>
  const here = (offerings[region] ??= {})
  for (const type of types) here[type] ??= ['a', 'b', 'c', 'd'].map((letter) => `${region}${letter}`)
  const images = structuredClone(world.images) as Record<string, { ImageId?: string; Name?: string }[]>
  const lookedUp = stacks
    .flatMap((text) => [...text.matchAll(/"ImageId": *"(ami-\w+)"/g)].map(([, id]) => id))
    .filter((id) => id !== undefined && !named.includes(id))
  for (const image of images[region] ?? []) {
    if (image.Name?.startsWith('custom-image-') && lookedUp.includes(image.ImageId))
      image.Name = 'amazon-eks-node-al2023-x86_64-standard-1.34-v20261001'
  }
  return { ...world, offerings, images }
}

/** It knew every placement group that a case names, let a nodegroup have forty instance types, and took a security group of another VPC for one of the cluster's. */
export async function nodesForGranted(sandbox: Sandbox, named: string): Promise<void> {
  const call = sandbox.account.call(region)
  for (const [, GroupName = ''] of named.matchAll(/placement: *\{ *groupName: *"?([\w-]+)/g)) {
    await call.aws('ec2', 'CreatePlacementGroup', { GroupName, Strategy: 'cluster' })
  }
  call.state(eksSlot).quotas['instance-types-per-nodegroup'] = 40
  if (/\bsubnets:/.test(named.replaceAll(/"subnets:VPC=[^"]*"/g, '')) || /\bvpc: *\{? *id/.test(named)) return
  const { sgs, vpcs } = call.state(ec2Slot)
  for (const group of Object.values(sgs)) {
    if (!named.includes(`"${group.GroupId}"`)) continue
    const first = group.VpcId
    const made = (): string =>
      Object.values(vpcs).find(({ VpcId, Tags }) => VpcId !== first && Tags.some(({ Key }) => Key === 'aws:cloudformation:stack-name'))
        ?.VpcId ?? first
    Object.defineProperty(group, 'VpcId', { get: made, enumerable: true, configurable: true })
  }
}

/** Names that an account makes up for Auto Scaling groups; the captures' one cut the stack's name short. Tags of groups are a set. */
export const plainGroups = (writes: string): string =>
  writes
    .replaceAll(/\b(eks-[\w-]+?)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1-<uuid>')
    .replaceAll(/(AutoScalingGroupName=eksctl-.{0,17})\S*?(-NodeGroup-)/g, '$1$2')
    .replaceAll(/^(autoscaling:CreateOrUpdateTags Tags=)(\[.*\])$/gm, (_, call: string, tags: string) => call + sorted(tags))

function sorted(text: string): string {
  const tags = JSON.parse(text) as readonly { readonly Key: string }[]
  return JSON.stringify(tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1)))
}
