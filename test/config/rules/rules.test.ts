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
