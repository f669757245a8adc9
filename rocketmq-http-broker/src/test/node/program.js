'use strict';

// Performs calls with the vendor's SDK, unchanged and as it is configured by default. Each line of the standard input is
// a call, each line of the standard output the result of the call with the same id. Ends when its input ends.

const diagnostics = require('diagnostics_channel');
const readline = require('readline');
const { MQClient, MessageProperties } = require('@aliyunmq/mq-http-sdk');

// The SDK cannot be closed and keeps its connections, for which a broker that stops would wait.
const sockets = new Set();

diagnostics.subscribe('net.client.socket', ({ socket }) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

const operations = {

  async close(client, call) {
    const port = Number(new URL(call.endpoint).port);
    sockets.forEach((socket) => (socket.remotePort === port) && socket.destroy());
    return {};
  },

  async publish(client, call) {
    const { topic, message } = call;
    // The group of a transactional producer is not sent when it publishes.
    const producer = (message.immunitySeconds != null)
      ? client.getTransProducer(call.instanceId, topic, 'GID_unused') : client.getProducer(call.instanceId, topic);
    const properties = new MessageProperties();
    Object.keys(message.properties).forEach((name) => properties.putProperty(name, message.properties[name]));
    properties.messageKey(message.key);
    properties.shardingKey(message.shardingKey);
    properties.startDeliverTime(message.deliverAt);
    properties.transCheckImmunityTime(message.immunitySeconds);
    return producer.publishMessage(message.body, message.tag, properties);
  },

  async consume(client, call) {
    return consumer(client, call).consumeMessage(call.batchSize, call.waitSeconds);
  },

  async consumeOrderly(client, call) {
    return consumer(client, call).consumeMessageOrderly(call.batchSize, call.waitSeconds);
  },

  async consumeHalf(client, call) {
    return transactional(client, call).consumeHalfMessage(call.batchSize, call.waitSeconds);
  },

  async acknowledge(client, call) {
    return consumer(client, call).ackMessage(call.handles);
  },

  async commit(client, call) {
    return transactional(client, call).commit(call.handles[0]);
  },

  async rollback(client, call) {
    return transactional(client, call).rollback(call.handles[0]);
  },

};

function consumer(client, call) {
  return client.getConsumer(call.instanceId, call.topic, call.consumerGroup, call.tag);
}

function transactional(client, call) {
  return client.getTransProducer(call.instanceId, call.topic, call.consumerGroup);
}

async function perform(call) {
  const client = new MQClient(call.endpoint, call.keyId, call.secret);
  try {
    const { code, requestId, body } = await operations[call.operation](client, call);
    return { id: call.id, status: code, requestId, body };
  } catch (error) {
    return { id: call.id, error: { text: String(error), code: error.Code, requestId: error.RequestId } };
  }
}

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  process.stdout.write(JSON.stringify(await perform(JSON.parse(line))) + '\n');
}).on('close', () => process.exit(0));
