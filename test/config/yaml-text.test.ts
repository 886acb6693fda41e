import { describe, expect, test } from 'vitest'
import { readDocument } from '#src/config/document.ts'

const read = (text: string): unknown => readDocument(text).value

test.each([
  ['y', true],
  ['Yes', true],
  ['on', true],
  ['n', false],
  ['OFF', false],
  ['yEs', 'yEs'],
  ['~', null],
  ['Null', null],
  ['', null],
  ['0', 0],
  ['-0', 0],
  ['+7', 7],
  ['010', 8],
  ['0o10', 8],
  ['08', 8],
  ['0x1F', 31],
  ['-0b11', -3],
  ['1_000', 1000],
  ['2.0', 2],
  ['.5', 0.5],
  ['1.', 1],
  ['1e3', 1000],
  ['1e999', '1e999'],
  ['-.inf', -Infinity],
  ['1:30', '1:30'],
  ['2024-01-02', '2024-01-02'],
  ['12:30:00', '12:30:00'],
  ['.', '.'],
  ['-', [null]],
  ['1.30.2', '1.30.2'],
  ['0x', '0x'],
  ['"yes"', 'yes'],
  ["'08'", '08'],
  ['!!str 08', '08'],
  ['!!int "08"', 8],
  ['!Ref yes', 'yes'],
])('%s is %j, as Go reads it', (word, value) => expect(read(word)).toEqual(value))

test.each([
  ['brackets that close under their key', 'a:\n  b: [\n  x,\n  z\n]\n  c: 1\n', { a: { b: ['x', 'z'], c: 1 } }],
  ['items at the margin', 'a:\n  - b: ["x",\n"y"]\n    c: {\n}\n', { a: [{ b: ['x', 'y'], c: {} }] }],
  ['comments and empty lines between them', 'a:\n  b: [ # one\n  x, # two\n\n# three\n]\n', { a: { b: ['x'] } }],
])('indentation within brackets is of no account: %s', (_, text, value) => expect(read(text)).toEqual(value))

test('what stands in such lines keeps its place', () => {
  const { positions } = readDocument('a:\n  b: [\n  x,\n y]\nc: 1\n')
  expect([positions.get('a.b[0]'), positions.get('a.b[1]'), positions.get('c')]).toEqual([
    { line: 3, column: 3 },
    { line: 4, column: 2 },
    { line: 5, column: 1 },
  ])
})

test('a byte order mark moves nothing', () => {
  expect(readDocument('\uFEFFa: 1\n').positions.get('a')).toEqual({ line: 1, column: 1 })
})

describe('text that is no YAML gets one sentence, at the place where it goes wrong', () => {
  test.each([
    ['a colon in plain text', 'a:\n  note: x: y\n', 2, 9, 'a second ": " in one line; put the value in quotes, or mend the indentation'],
    ['a line that is neither', 'a\nb: c\n', 1, 1, 'neither a key with its value nor a list item; after a key come a colon and a space'],
    ['a quote that nobody closes', 'a: "x\nb: c\n', 1, 4, '" is never closed'],
    ['a bracket that nobody closes', 'a: [x\nb: c\n', 1, 4, '[ is never closed'],
    ['a key beside its item', 'a:\n  - b: 1\n   c: 2\n', 3, 1, 'indent it as far as the first key of its item'],
    ['a template', 'a: b\n{{- if .Values.x }}\nc: d\n{{- end }}\n', 2, 1, 'it looks like a template; fill it in first'],
    ['a merge conflict', '<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n', 1, 1, 'a merge conflict of git is left in the file'],
    ['bytes that are no text', 'a: b\nc: \u0001\n', 2, 4, 'the byte 0x01 is no text'],
    ['tabs', 'a:\n\tb: c\n\td: e\n', 2, 1, 'tabs are not allowed as indentation; write spaces'],
  ])('%s', (_, text, line, column, message) => {
    const { faults, value } = readDocument(text)
    expect(value).toBeNull()
    expect(faults).toEqual([{ path: '', position: { line, column }, message: expect.stringContaining(message) }])
  })
})
