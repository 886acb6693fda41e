import { expect, test } from 'vitest'
import { carve } from '#src/config/carve.ts'

const shown = (...args: Parameters<typeof carve>) =>
  carve(...args).map(
    ({ zone, public: open, local, cidr, index }) => `${index} ${zone} ${open ? 'public' : 'private'}${local ? ' local' : ''} ${cidr}`,
  )

test('three zones take six of eight blocks', () => {
  expect(shown('192.168.0.0/16', ['a', 'b', 'c'])).toEqual([
    '0 a public 192.168.0.0/19',
    '1 b public 192.168.32.0/19',
    '2 c public 192.168.64.0/19',
    '3 a private 192.168.96.0/19',
    '4 b private 192.168.128.0/19',
    '5 c private 192.168.160.0/19',
  ])
})

test('five zones need sixteen blocks', () => {
  expect(shown('10.0.0.0/18', ['a', 'b', 'c', 'd', 'e']).at(-1)).toBe('9 e private 10.0.36.0/22')
})

test('local zones come after the others', () => {
  expect(shown('10.0.0.0/24', ['a', 'b'], ['l'])).toEqual([
    '0 a public 10.0.0.0/27',
    '1 b public 10.0.0.32/27',
    '2 l public local 10.0.0.64/27',
    '3 a private 10.0.0.96/27',
    '4 b private 10.0.0.128/27',
    '5 l private local 10.0.0.160/27',
  ])
})

test('blocks are cut from the range, wherever in it the address is', () => {
  expect(shown('10.1.2.3/16', ['a', 'b'])[0]).toBe('0 a public 10.1.0.0/19')
})

test('a zone named twice gets its last blocks', () => {
  expect(shown('10.0.0.0/16', ['a', 'a'])).toEqual(['1 a public 10.0.32.0/19', '3 a private 10.0.96.0/19'])
})

test.each(['10.0.0.0/15', '10.0.0.0/25', '10.0.0.0', 'fd00::/16'])('%s cannot be cut', (cidr) => {
  expect(() => carve(cidr, ['a', 'b'])).toThrow(`${cidr} cannot be cut into subnets`)
})

test('nine zones are too many', () => expect(() => carve('10.0.0.0/16', Array.from('abcdefghi'))).toThrow('9 zones are more than the 8'))
