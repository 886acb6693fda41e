import { expect, test } from 'vitest'
import { identityRules } from '#src/config/rules/metadata.ts'
import {
  clusterRules,
  earlyRules,
  finalRules,
  managedNodegroupRules,
  ownRules,
  sectionRules,
  selfManagedNodegroupRules,
} from '#src/config/rules/order.ts'
import { complaints } from '../stated.ts'
import { clusterRows } from './cluster-rows.ts'
import { nodegroupRows } from './nodegroup-rows.ts'

const rows = [...clusterRows, ...nodegroupRows]

test.each(rows.map((row) => ({ row, title: `${row[0]}: ${row[1]}` })))('$title', ({ row: [id, part, path, purpose, live] }) => {
  const found = complaints(part, purpose, live).filter(({ rule }) => rule === id)
  expect(
    found.map((complaint) => complaint.path),
    JSON.stringify(complaints(part, purpose, live)),
  ).toContain(path)
  for (const { where, message } of found) {
    expect(where).toMatch(/^cluster\.yaml:\d+:\d+$/)
    expect(message).not.toMatch(/undefined|\[object|NaN|\.$/)
  }
})

test('every rule has a document that breaks it', () => {
  const rules = [
    identityRules,
    earlyRules,
    clusterRules,
    selfManagedNodegroupRules,
    managedNodegroupRules,
    finalRules,
    ...Object.values(ownRules),
    ...Object.values(sectionRules),
  ].flatMap((list) => list.map(({ id }) => id))
  expect([...new Set(rules)].filter((id) => !rows.some(([row]) => row === id))).toEqual([])
})

test.each(Object.entries({ identityRules, earlyRules, clusterRules, selfManagedNodegroupRules, managedNodegroupRules, finalRules }))(
  '%s complain in the order of the list',
  (list, rules) => {
    const errors = (rules as readonly { readonly id: string; readonly warning?: true }[]).filter(
      ({ id, warning }) => id.startsWith('V') && !warning,
    )
    // Rules about labels and taints are those of self-managed nodegroups, asked in their turn (V212).
    const shared = list === 'managedNodegroupRules' ? ['V164', 'V165', 'V166', 'V167', 'V168'] : []
    const numbers = errors.filter(({ id }) => !shared.includes(id)).map(({ id }) => Number(id.slice(1)))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  },
)
