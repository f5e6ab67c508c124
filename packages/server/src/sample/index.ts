export { SAMPLE_PORT, SAMPLE_TAGS } from './sample-image.ts'
export { SAMPLE_IMAGE, SAMPLE_OWNER, type SampleTwin, startSampleTwin } from './sample-twin.ts'
export { readTwinPort } from './twin-port.ts'
