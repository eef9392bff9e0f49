// Takes webhooks as their reference libraries do, and says on a line of its own what each was.
import { createServer } from "node:http";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const secrets = process.argv.slice(2);

function verified(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

// Strict: the library refuses what is no CloudEvent.
function seen(event) {
  return { valid: event.validate(), id: event.id, type: event.type, source: event.source, subject: event.subject, data: event.data };
}

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (body += part));
  request.on("end", async () => {
    try {
      if (request.url === "/feed") {
        const answer = await fetch(body);
        const batch = HTTP.toEvent({ headers: Object.fromEntries(answer.headers), body: await answer.text() });
        console.log(JSON.stringify({ batch: batch.map(seen) }));
      } else {
        const { headers } = request;
        console.log(
          JSON.stringify({
            verified: secrets.map((secret) => verified(secret, body, headers)),
            tampered: secrets.map((secret) => verified(secret, body.replace("specversion", "specVersion"), headers)),
            event: seen(HTTP.toEvent({ headers, body })),
          }),
        );
      }
      response.writeHead(204).end();
    } catch (error) {
      console.log(JSON.stringify({ failed: String(error) }));
      response.writeHead(500).end();
    }
  });
});

server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
