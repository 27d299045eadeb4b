import { LABEL } from '../js/labels.ts';
import { callFunction } from './functions.ts';
import { type Machine } from './machine.ts';
import { type FunctionValue, unknown } from './value.ts';

/** Decorators that give a function to what a messenger's server says. */
const MESSAGE_HANDLER =
  /^(?:telebot|telegram|aiogram|pyrogram|telethon|discord|nextcord|disnake|slack_bolt|socketio|paho|websocket)\b.*\(\)(?:\.\w+)*\.(?:message_handler|callback_query_handler|channel_post_handler|message|event|command|on|on_message|callback)\(\)$|^(?:telebot|discord|nextcord|disnake|socketio)\b.*\.event$/;
/** Attributes of a client that are called with what a server says. */
const CALLED_BACK = /^(?:paho|gmqtt|websocket|stomp|pika|slack_sdk|irc)\b.*\(\)\.on_(?:message|data|event)$/;

/** True for what gives a function to a server's messages: a decorator, or an attribute of a client. */
export const handsMessages = (name: string): boolean => MESSAGE_HANDLER.test(name) || CALLED_BACK.test(name);

/** Runs a handler of messages as its library will: what it is given came from the network. */
export function handleMessage(machine: Machine, value: FunctionValue): void {
  const given = Array.from({ length: 4 }, () => unknown(LABEL.network));
  callFunction(machine, value, { positional: given, named: new Map(), whole: false });
}
