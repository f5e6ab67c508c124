import { createApiClient } from '@fairlead/api/client'

/** The server that this page came from; the browser's cookie says who asks. */
export const api = createApiClient({ baseUrl: window.location.origin })
