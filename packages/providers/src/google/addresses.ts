/** A host of Artifact Registry, and where its repositories are. */
export interface GoogleHost {
  readonly host: string
  /** `europe-west1`, or a multi-region: `us`, `europe`, `asia`. */
  readonly location: string
  /** The one repository of a host of the former Container Registry, which has the host's name. */
  readonly repository?: string
}

// https://cloud.google.com/artifact-registry/docs/repositories/repo-locations
const LOCATION = '(?:us|europe|asia|[a-z]+-[a-z]+[0-9]+)'
const DOCKER_HOST = new RegExp(`^(${LOCATION})-docker\\.pkg\\.dev$`)

// https://cloud.google.com/artifact-registry/docs/transition/transition-from-gcr
const FORMER_HOSTS: Readonly<Record<string, string>> = {
  'gcr.io': 'us',
  'us.gcr.io': 'us',
  'eu.gcr.io': 'europe',
  'asia.gcr.io': 'asia',
}

/** The address of a registry as a JavaScript regular expression, scheme included. */
export const ADDRESS_PATTERN = `https://(?:${LOCATION}-docker\\.pkg\\.dev|(?:(?:us|eu|asia)\\.)?gcr\\.io)/?`

/** Undefined for a host that is not of Artifact Registry. */
export function googleHost(host: string): GoogleHost | undefined {
  const location = DOCKER_HOST.exec(host)?.[1]
  if (location !== undefined) return { host, location }
  const former = Object.hasOwn(FORMER_HOSTS, host) ? FORMER_HOSTS[host] : undefined
  return former === undefined ? undefined : { host, location: former, repository: host }
}

export const isLocation = (text: string): boolean => new RegExp(`^${LOCATION}$`).test(text)

/** Where an image is in Artifact Registry. */
export interface GooglePlace {
  readonly project: string
  readonly repository: string
}

/** An image's project and repository in Artifact Registry; undefined when the name is too short to have them. */
export function placeOf({ repository: former }: GoogleHost, image: string): GooglePlace | undefined {
  const parts = image.split('/')
  // A project of a domain is `example.com:project` in the API, and two parts of an image's name.
  const domain = parts[0]?.includes('.') ? parts.splice(0, 2).join(':') : parts.shift()
  if (domain === undefined || domain === '') return undefined
  if (former !== undefined) return parts.length === 0 ? undefined : { project: domain, repository: former }
  const [repository] = parts
  return repository === undefined || parts.length < 2 ? undefined : { project: domain, repository }
}

/** A project as image names write it. */
export const projectInName = (project: string): string => project.replace(':', '/')
