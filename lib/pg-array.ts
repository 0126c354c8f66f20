const oidOfText = 25;
const oidOfUuid = 2_950;

/** Texts as PostgreSQL's own form of a `text[]` parameter, without the quoting that its written form needs. */
export function textArray(texts: readonly string[]): Buffer {
  const sizes = texts.map((each) => Buffer.byteLength(each));
  const array = emptyArray(
    oidOfText,
    texts.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  let at = headerBytes;
  for (const [index, text] of texts.entries()) {
    at = array.writeInt32BE(sizes[index] ?? 0, at);
    at += array.write(text, at);
  }
  return array;
}

/** Uuids, each as 32 hexadecimal digits, as a `uuid[]` parameter. */
export function uuidArray(digits: readonly string[]): Buffer {
  const array = emptyArray(oidOfUuid, digits.length, digits.length * 16);
  let at = headerBytes;
  for (const each of digits) {
    at = array.writeInt32BE(16, at);
    at += array.write(each, at, "hex");
  }
  return array;
}

const headerBytes = 20;

/** One dimension counted from 1, without nulls. */
function emptyArray(oid: number, items: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(headerBytes + items * 4 + bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(items, 12);
  array.writeInt32BE(1, 16);
  return array;
}
