import { expect, test } from 'vitest'
import { formatNextPage, nextPage, parseLink } from './link.ts'

test.each([
  ['</v2/a/tags/list?n=2&last=b>; rel="next"', '/v2/a/tags/list?n=2&last=b'],
  ['<https://x/v2/a/tags/list?last=b,c>;rel=next', 'https://x/v2/a/tags/list?last=b,c'],
  ['</a>; rel="prev", </b>; title="x, <y>; rel=\\"next\\""; rel="NEXT"', '/b'],
  ['</a>; rel="first next"; rel="last"', '/a'],
  ['</a>; REL=next', '/a'],
  ['</a>; rel="nextish"', undefined],
  ['</a>', undefined],
  ['garbage', undefined],
  ['', undefined],
])('%s leads to %s', (header, target) => {
  expect(nextPage(header)).toBe(target)
})

test('reads every link of a header', () => {
  expect(parseLink('<a>; rel=x, <b>; rel="y z",<c>')).toEqual([
    { target: 'a', rel: ['x'] },
    { target: 'b', rel: ['y', 'z'] },
    { target: 'c', rel: [] },
  ])
})

test('what is written is read again', () => {
  expect(nextPage(formatNextPage('/v2/a/tags/list?last=b&n=1'))).toBe('/v2/a/tags/list?last=b&n=1')
})

test('a long hostile header is read in no time', () => {
  for (const piece of ['; ', ';a', ';a="', ' ', ';a=b ', '</a>', '</a>;', ';a = ']) {
    expect(parseLink(`<a>${piece.repeat(20_000)}`)).toBeDefined()
  }
}, 2000)
