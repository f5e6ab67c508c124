/** `production` as `Production`. */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `Personal access token` as `personal access token`, for within a sentence; `API token` as it is. */
export const lowerFirst = (text: string): string =>
  /^[A-Z](?![A-Z])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
