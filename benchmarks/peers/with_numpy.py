"""NumPy: the same step written out by hand, in float32."""

import json
import sys

import numpy as np

import protocol

SCALE = np.float32(1 / 255)


class Peer:
    def __init__(self, job, mnist, weights):
        images, labels, test_images, self.test_labels = (
            np.frombuffer(part, np.uint8) for part in mnist
        )
        sizes = job["sizes"]
        self.images = images.reshape(-1, sizes[0])
        self.targets = np.eye(sizes[-1], dtype=np.float32)[labels]
        self.test_images = test_images.reshape(-1, sizes[0])
        self.learning_rate = np.float32(job["learningRate"])
        self.layers = make_layers(sizes, np.frombuffer(weights, np.float32))

    def order(self, data):
        return np.frombuffer(data, np.uint32)

    def forward(self, inputs):
        """The inputs of each layer, and the logits."""
        values = [inputs]
        for kernel, bias in self.layers[:-1]:
            inputs = np.maximum(inputs @ kernel + bias, 0)
            values.append(inputs)
        kernel, bias = self.layers[-1]
        return values, inputs @ kernel + bias

    def train(self, indices):
        values, logits = self.forward(self.images[indices] * SCALE)
        targets = self.targets[indices]
        log_p = log_softmax(logits)
        loss = -(targets * log_p).sum() / len(indices)
        gradient = (np.exp(log_p) - targets) / np.float32(len(indices))
        for i in range(len(self.layers) - 1, -1, -1):
            kernel, bias = self.layers[i]
            kernel_gradient = values[i].T @ gradient
            bias_gradient = gradient.sum(0)
            if i > 0:
                gradient = gradient @ kernel.T
                gradient *= values[i] > 0
            kernel -= self.learning_rate * kernel_gradient
            bias -= self.learning_rate * bias_gradient
        return loss

    def evaluate(self):
        logits = self.forward(self.test_images * SCALE)[1]
        each = log_softmax(logits)[np.arange(len(logits)), self.test_labels]
        accuracy = (logits.argmax(1) == self.test_labels).mean()
        return float(-each.mean()), float(accuracy)

    def predictions(self):
        image = self.test_images[:1] * SCALE
        while True:
            yield self.forward(image)[1]


def log_softmax(logits):
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def make_layers(sizes, weights):
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        kernel, bias, weights = np.split(weights, [inputs * units, (inputs + 1) * units])
        layers.append((kernel.reshape(inputs, units).copy(), bias.copy()))
    return layers


protocol.main(json.loads(sys.argv[1]), {"NumPy": np.__version__}, Peer)
