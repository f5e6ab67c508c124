import { stringify } from 'yaml'

/**
 * One YAML document, the same for the same input. Strings that YAML 1.1 would read as something else (`yes`, `0755`,
 * `1:30`) are quoted: Kubernetes reads manifests by 1.1's rules.
 */
export const yamlText = (document: object): string =>
  stringify(document, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false })
