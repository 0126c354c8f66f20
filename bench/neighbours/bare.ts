import { createServer } from "node:http";

/** How long each caller waits for its answer, and which key is refused. */
export type Bare = { refused: string; refusedMilliseconds: number; milliseconds: number };

// Run as a program: bare node:http that answers as long a body as the product does, some milliseconds later, and decides nothing.
process.once("message", ({ refused, refusedMilliseconds, milliseconds }: Bare) => {
  const body = JSON.stringify({ decision: "of as many bytes as that of the product has".padEnd(260) });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const server = createServer((request, response) => {
    const isRefused = request.headers.authorization === `Bearer ${refused}`;
    const wait = (isRefused ? refusedMilliseconds : milliseconds) * (0.5 + Math.random());
    request.resume().once("end", () => {
      setTimeout(() => response.writeHead(isRefused ? 503 : 200, headers).end(body), wait);
    });
  });
  server.listen(0, "127.0.0.1", 4_096, () => {
    const address = server.address();
    process.send?.(typeof address === "object" ? address?.port : null);
  });
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
