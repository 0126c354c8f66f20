import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/gate/auth-options.ts";

// Made at each request: the settings exist only once the process has booted.
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  return NextAuth(request, { params: await context.params }, authOptions());
}

export { handle as GET, handle as POST };
