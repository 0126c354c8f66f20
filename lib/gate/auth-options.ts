import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { beforeTenant } from "../db-people.ts";
import { settings } from "../env.ts";
import { isAppError } from "../errors.ts";
import { sessionSecondsMax, signIn } from "./sign-in.ts";

/**
 * next-auth's set-up: e-mail and password. Its token carries only a session's id; what the session may is asked
 * of the database at every request, so that a revoked one ends at once.
 */
export function authOptions(): NextAuthOptions {
  return {
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials, request) {
          const { email, password } = credentials ?? {};
          if (!email || !password || email.length > 254 || password.length > 200 || email.includes("\0")) return null;
          const from = {
            ip: header(request.headers, "x-tenantry-ip"),
            userAgent: header(request.headers, "user-agent"),
          };
          const opened = await signIn(email.trim(), password, from).catch((error: unknown) => {
            throw new Error(isAppError(error) ? error.code : "internal");
          });
          return opened && { id: opened.personId, sessionId: opened.sessionId };
        },
      }),
    ],
    session: { strategy: "jwt", maxAge: sessionSecondsMax },
    useSecureCookies: settings().url.protocol === "https:",
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      jwt: ({ token, user }) => (user ? { sub: user.id, sid: user.sessionId } : token),
      session: ({ session, token }) => ({ ...session, sessionId: token.sid }),
      // Only paths of our own: an open redirect would lend our name to anyone's page.
      redirect: ({ url, baseUrl }) => (safePath(url) ? `${baseUrl}${url}` : baseUrl),
    },
    events: {
      async signOut({ token }) {
        if (typeof token.sid === "string" && token.sub)
          await beforeTenant`SELECT revoke_session(${token.sid}::uuid, ${token.sub}::uuid)`;
      },
    },
  };
}

/** Whether a text is a path on this site and nothing cleverer. */
export function safePath(path: string): boolean {
  return /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path);
}

declare module "next-auth" {
  interface User {
    id: string;
    sessionId: string;
  }
  interface Session {
    sessionId?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
  }
}

function header(headers: Record<string, unknown> | undefined, name: string): string | null {
  const value = headers?.[name];
  return typeof value === "string" ? value : null;
}
