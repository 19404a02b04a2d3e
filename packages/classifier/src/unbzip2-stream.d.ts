declare module 'unbzip2-stream' {
  /** A duplex stream of the kind Node had before 0.10. */
  export default function unbzip2(): NodeJS.ReadWriteStream;
}
