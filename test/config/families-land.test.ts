import { expect, test } from 'vitest'
import { ConfigError } from '#src/config/complaint.ts'
import { merged, type Part } from './fields-land/document.ts'
import { bootFields, families, type FamilyRow, type Way } from './fields-land/families.ts'
import { landings } from './fields-land/landings.ts'
import { type Trace, traced } from './fields-land/trace.ts'

const head = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 'dev', region: 'us-west-2', version: '1.32' } }

function documentOf({ managed, nodegroup }: FamilyRow, more: Part = {}): Part {
  const stated = merged(nodegroup, more)
  return { ...head, ...(managed ? { managedNodeGroups: [stated] } : { nodeGroups: [stated] }) }
}

/** How the nodes come to know of another value of a field. */
async function wayOf(before: Trace, changed: Part): Promise<Way> {
  try {
    const lands = landings(before, await traced(changed, 'create cluster'))
    const told = lands.some((place) => place.endsWith('.UserData'))
    const byEks = lands.some((place) => place.startsWith('AWS::EKS::Nodegroup.'))
    return told ? (byEks ? 'both' : 'user data') : byEks ? 'EKS' : 'nothing'
  } catch (error) {
    if (error instanceof ConfigError) return 'refused'
    throw error
  }
}

test.each(families)('$title: what nodes are told comes by user data, by EKS, or is refused', async (row) => {
  const fields = Object.entries(bootFields).slice(0, row.ways.length)
  const before = await traced(documentOf(row), 'create cluster')
  const found = await Promise.all(fields.map(async ([field, value]) => [field, await wayOf(before, documentOf(row, { [field]: value }))]))
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(fields.map(([field], i) => [field, row.ways[i]])))
})
