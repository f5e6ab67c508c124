import type { Finding, VerifyRequest } from '@fairlead/core'
import type { Listing } from '../verification/kind-verification.ts'
import { found, passed, skipped } from '../verification/outcome.ts'
import { vendorFinding } from '../verification/vendor-finding.ts'
import { API, type CatalogQuestions, ListFailed, listImages } from './catalog.ts'
import { disabledApi, saysDisabled } from './disabled-api.ts'

const PARTY = { name: 'the Artifact Registry API', address: API }
/** So many tell that there is a list, and hold one with a tag to prove the pull with. */
const LISTED = 50

const nothing = (ability: Listing['ability'], outcome: Listing['outcome']): Listing => ({
  ability,
  outcome,
  images: [],
})

/** With an image named, the pull meets the same disabled API and tells it: once is enough. */
function offListing(told: Finding, { image }: VerifyRequest): Listing {
  return nothing(
    'no',
    image === undefined ? found([told]) : skipped(`${told.summary} See what the pull tells.`),
  )
}

function failedListing(error: ListFailed, project: string, request: VerifyRequest): Listing {
  const { answer } = error
  const outside = vendorFinding(PARTY, answer)
  if (outside) return nothing('unknown', found([outside]))
  const { exchange } = answer
  const [said, json] = answer.kind === 'reply' ? [answer.said, answer.json] : ['', undefined]
  if (saysDisabled(said, json)) {
    return offListing(disabledApi('artifactregistry.googleapis.com', said, [exchange]), request)
  }
  return nothing(
    'no',
    skipped(
      `The images of the project ${project} are not listed to this account (${exchange.answered}): that takes roles/artifactregistry.reader on the project. Name an image to prove the pull.`,
    ),
  )
}

/** The images of the project, by the Artifact Registry API. Rejects only when the signal fires. */
export async function listGoogle(
  questions: CatalogQuestions,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Listing> {
  const { project, host } = questions
  const images: Listing['images'][number][] = []
  try {
    for await (const image of listImages(questions, signal)) if (images.push(image) >= LISTED) break
  } catch (error) {
    if (error instanceof ListFailed) return failedListing(error, project, request)
    throw error
  }
  const count = images.length >= LISTED ? `${LISTED} or more` : String(images.length)
  const what = images.length === 1 ? 'image' : 'images'
  return {
    ability: 'yes',
    outcome: passed(`The project ${project} has ${count} ${what} in ${host.location}.`),
    images,
  }
}
