/** Keeps in a cookie how this browser likes something to look, for a year: the server reads it for the first picture of the next visit. */
export function keepLook(name: string, look: string, path = "/"): void {
  // oxlint-disable-next-line unicorn/no-document-cookie -- the other way to write one is unknown to some browsers
  document.cookie = `${name}=${encodeURIComponent(look)}; path=${path}; max-age=31536000; samesite=lax`;
}
