import Link from "next/link";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { SignInAs } from "#components/shell/sign-out.tsx";
import { Button } from "#components/ui/button.tsx";
import { JoinButton, JoinForm } from "./join-form.tsx";

type Props = {
  token: string;
  /** What the link leads into; and where it stands itself, for the way back after a sign-in. */
  where: string;
  path: string;
  roleName: string;
  invitation: { email: string; hasPassword: boolean };
  /** The e-mail of who is signed in. */
  signedInAs: string | null;
  joinAnew: Parameters<typeof JoinForm>[0]["join"];
  joinAsMyself: Parameters<typeof JoinButton>[0]["join"];
};

/** What an invitation's link shows: a first password, one click, or the sign-in of the one it is for. */
export function InvitationPage(props: Props) {
  const { token, where, path, roleName, signedInAs, joinAnew, joinAsMyself } = props;
  const { email, hasPassword } = props.invitation;
  return (
    <CenteredShell title={`Join ${where}`} sub={`You are invited as ${roleName}, as ${email}.`}>
      {!hasPassword && <JoinForm token={token} email={email} where={where} join={joinAnew} />}
      {hasPassword && signedInAs === email && <JoinButton token={token} where={where} join={joinAsMyself} />}
      {hasPassword && signedInAs !== null && signedInAs !== email && (
        <div className="grid justify-items-start gap-4">
          <p className="text-14">You are signed in as {signedInAs}, whom this invitation is not for.</p>
          <SignInAs email={email} next={path} />
        </div>
      )}
      {hasPassword && signedInAs === null && (
        <Button variant="primary" render={<Link href={`/sign-in?next=${encodeURIComponent(path)}`} />}>
          Sign in as {email}
        </Button>
      )}
    </CenteredShell>
  );
}

/** The same for every link that leads nowhere: it tells nobody why. */
export function InvitationOver() {
  return (
    <CenteredShell
      title="This invitation does not work any more"
      sub="It was used, withdrawn, or is past its end. Ask whoever sent it for a new one."
    >
      <Button render={<Link href="/" />}>To the start</Button>
    </CenteredShell>
  );
}
