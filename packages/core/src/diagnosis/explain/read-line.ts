import type { FindingCode } from '../../finding.ts'
import type { Platform } from '../../values/platform.ts'
import { CAUSE_TEXTS, type Caller, type LineRule } from './line-rule.ts'
import { namedHost, namedImage, namedPlatform } from './named-image.ts'
import { CLOUD_RULES } from './rules/clouds.ts'
import { GITHUB_RULES } from './rules/github.ts'
import { IMAGE_RULES } from './rules/images.ts'
import { NETWORK_RULES } from './rules/network.ts'
import { REFUSAL_RULES } from './rules/refusals.ts'
import { scrubLine, shortLine } from './scrub-line.ts'
import { toolOf } from './tools.ts'

/** What can be read from a line before anybody is asked. */
export interface LineReading {
  /** Without secrets. */
  readonly line: string
  readonly tool?: string
  readonly meaning: string
  readonly image?: string
  /** Host of a registry, where no image is named. */
  readonly host?: string
  /** The platform that was asked for. */
  readonly platform?: Platform
  /** Whether any rule fits. */
  readonly known: boolean
  readonly causes: readonly ListedCause[]
  /** The registry said no to whoever asked. */
  readonly refusal: boolean
  readonly push: boolean
  /** The line tells that it is of a pull. Where it is neither, it may be of either. */
  readonly pull: boolean
  readonly caller?: Caller
  /** As LineRule.told. */
  readonly told: readonly FindingCode[]
  /** As LineRule.vague. */
  readonly vague: boolean
}

export interface ListedCause {
  readonly code: FindingCode
  readonly text: string
  /** The text is of the line's own, and may say more than the code does. */
  readonly own?: boolean
}

/** From the peculiar to the general: the first that fits a line tells what it means. */
export const LINE_RULES: readonly LineRule[] = [
  ...GITHUB_RULES,
  ...CLOUD_RULES,
  ...IMAGE_RULES,
  ...NETWORK_RULES,
  ...REFUSAL_RULES,
]

const UNKNOWN = 'Nothing that is known here fits the line; the diagnosis is made without it.'

// "denied" of a push reads as that of a pull; these words tell. A token is asked for by POST for either.
const PUSHES =
  /\bpush(?:ing|ed)?\b|blobs\/uploads|refers to (?:a )?repository|(?:POST|PUT|PATCH) (?:request to )?https?:\/\/(?!\S*\/(?:token|auth)(?:[?:\s"]|$))|(?::|%3A)(?:pull(?:,|%2C))?push\b/i

const PULLS =
  /\bpull(?:ing|ed)?\b|doPull|ImagePull|\b(?:Head|GET|Get) "?https?:\/\/[^\s"]+\/(?:manifests|tags)\/|(?::|%3A)pull\b(?!(?:,|%2C)push)|load metadata|resolve (?:source|reference)|reading manifest|initializing source|unpack|GetDownloadUrl|BatchGetImage|downloadArtifacts|anonymous token/i

// How programs that have Docker's API pull wrap what it answers; the status is Docker's own, and no registry's.
// https://github.com/apocas/docker-modem, https://github.com/docker/docker-py
const WRAPPERS: readonly RegExp[] = [
  /\(HTTP code \d{3}\) [a-z ]+ - /gi,
  /\b\d{3} (?:Server|Client) Error for http\+docker:\S+: [A-Z][A-Za-z ]+/g,
  /\b\d{3} (?:Server|Client) Error: [A-Z][A-Za-z ]+ for url: http\+docker:\S+/g,
]

const unwrapped = (line: string): string => WRAPPERS.reduce((text, each) => text.replace(each, ''), line)

/** Reads a line that Docker, containerd, the kubelet or a CI log printed. */
export function readLine(given: string): LineReading {
  const line = scrubLine(given)
  const words = unwrapped(line)
  const rule = LINE_RULES.find(({ pattern }) => pattern.test(words))
  const tool = toolOf(line)
  const image = namedImage(line)
  const host = image ? undefined : namedHost(line)
  const platform = namedPlatform(line)
  const push = rule?.push === true || (rule?.refusal === true && PUSHES.test(line))
  const { caller } = rule ?? {}
  return {
    line: shortLine(line),
    ...(tool ? { tool } : {}),
    meaning: rule?.meaning ?? UNKNOWN,
    ...(image ? { image } : {}),
    ...(host ? { host } : {}),
    ...(platform ? { platform } : {}),
    known: rule !== undefined,
    causes: (rule?.causes ?? []).map((cause) =>
      typeof cause === 'string'
        ? { code: cause, text: CAUSE_TEXTS[cause] ?? cause }
        : { code: cause[0], text: cause[1], own: true },
    ),
    refusal: rule?.refusal ?? false,
    push,
    pull: !push && !PUSHES.test(line) && (rule?.pull === true || PULLS.test(line)),
    ...(caller ? { caller } : {}),
    told: rule?.told ?? [],
    vague: rule?.vague ?? false,
  }
}
