// Asks the models at the URL given as argument through their providers' own clients; prints what these understood.
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const url = process.argv[2];
const openai = new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 2 });
const anthropic = new Anthropic({ apiKey: "none", baseURL: url, maxRetries: 2 });
const parameters = { type: "object", properties: { what: { type: "string" } }, required: ["what"] };
const question = { role: "user", content: "What is new?" };

const chat = await openai.chat.completions.create({
  model: "m-1",
  messages: [question],
  tools: [{ type: "function", function: { name: "search", description: "Finds things.", parameters } }],
});
const response = await openai.responses.create({
  model: "m-1",
  input: [question],
  tools: [{ type: "function", name: "search", description: "Finds things.", parameters, strict: false }],
});
const message = await anthropic.messages.create({
  model: "m-1",
  max_tokens: 100,
  messages: [question],
  tools: [{ name: "search", description: "Finds things.", input_schema: parameters }],
});

const call = chat.choices[0].message.tool_calls[0];
const functionCall = response.output.find((item) => item.type === "function_call");
const toolUse = message.content.find((block) => block.type === "tool_use");
console.log(
  JSON.stringify({
    chat: {
      text: chat.choices[0].message.content,
      finish: chat.choices[0].finish_reason,
      tool: call.function.name,
      arguments: JSON.parse(call.function.arguments),
      input: chat.usage.prompt_tokens,
      output: chat.usage.completion_tokens,
      cached: chat.usage.prompt_tokens_details.cached_tokens,
      reasoning: chat.usage.completion_tokens_details.reasoning_tokens,
    },
    responses: {
      text: response.output_text,
      finish: response.status,
      tool: functionCall.name,
      arguments: JSON.parse(functionCall.arguments),
      input: response.usage.input_tokens,
      output: response.usage.output_tokens,
      cached: response.usage.input_tokens_details.cached_tokens,
      reasoning: response.usage.output_tokens_details.reasoning_tokens,
    },
    anthropic: {
      text: message.content.find((block) => block.type === "text").text,
      finish: message.stop_reason,
      tool: toolUse.name,
      arguments: toolUse.input,
      input: message.usage.input_tokens + message.usage.cache_read_input_tokens,
      output: message.usage.output_tokens,
      cached: message.usage.cache_read_input_tokens,
    },
  }),
);
