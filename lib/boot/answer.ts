import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers JSON; what is refused, as a problem. */
export function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  const problem = status >= 400;
  response.writeHead(status, {
    "content-type": problem ? "application/problem+json" : "application/json",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(problem ? { type: "about:blank", status, ...body } : body));
}

/** Says that all may go well a moment later: to a person's browser on a page that tries again by itself. */
export function answerUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  detail: string,
  seconds: number,
): void {
  response.setHeader("retry-after", String(seconds));
  // Nothing reads the rest of what was not sent whole.
  if (!request.complete) response.setHeader("connection", "close");
  // The pages' own reads tell people `message`.
  const problem = { title: "Unavailable for the moment", code: "unavailable", detail, message: detail };
  if (!request.headers.accept?.includes("text/html")) return answer(response, 503, problem);
  response.writeHead(503, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(pageOf(detail, request.method === "GET" ? seconds : null));
}

// What was sent is not sent again by itself.
function pageOf(detail: string, seconds: number | null): string {
  const again = seconds === null ? "Go back and try again." : `This page tries again every ${seconds} seconds.`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${seconds === null ? "" : `<meta http-equiv="refresh" content="${seconds}">`}
<title>Unavailable for the moment · Tenantry</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif }
  main { max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
  h1 { font-size: 20px }
</style>
<main>
<h1>Unavailable for the moment</h1>
<p>${detail}. ${again}</p>
</main>
</html>
`;
}
