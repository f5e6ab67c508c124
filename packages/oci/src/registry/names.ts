// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const MAX_LENGTH = 255

/** Whether the text is a repository name by the spec's grammar, of at most 255 characters. */
export const isRepositoryName = (text: string): boolean =>
  text.length <= MAX_LENGTH && text.split('/').every((component) => COMPONENT.test(component))
