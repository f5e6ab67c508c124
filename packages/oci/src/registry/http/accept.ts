import { bareMediaType } from '../../spec/index.ts'

/** Whether an `Accept` header takes the media type. None at all takes everything (RFC 9110 §12.5.1). */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header.trim() === '') return true
  const family = `${mediaType.slice(0, mediaType.indexOf('/'))}/*`
  return header.split(',').some((range) => {
    const type = bareMediaType(range)
    const refused = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range)
    return !refused && (type === mediaType || type === family || type === '*/*')
  })
}
