export {
  type AssembledBlob,
  type AssembledImage,
  assembleImage,
  type ImageSettings,
} from './assemble-image.ts'
export { type LayerEntry, packTar } from './tar.ts'
