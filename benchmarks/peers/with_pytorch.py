"""PyTorch: eager, on the CPU, as its tutorials write it.

Images are gathered as bytes by index_select and divided then: faster than
images[indices], and than a copy of all images in float32.
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional

import protocol


class Peer:
    def __init__(self, job, mnist, weights):
        images, labels, test_images, test_labels = (
            torch.frombuffer(part, dtype=torch.uint8) for part in mnist
        )
        self.images, self.labels = images.view(-1, job["sizes"][0]), labels.long()
        self.test_images = test_images.view(-1, job["sizes"][0])
        self.test_labels = test_labels.long()
        self.model = make_model(job["sizes"], torch.frombuffer(weights, dtype=torch.float32))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=job["learningRate"])

    def order(self, data):
        return torch.frombuffer(data, dtype=torch.int32)

    def train(self, indices):
        inputs = self.images.index_select(0, indices).float().div_(255)
        targets = self.labels.index_select(0, indices)
        self.optimizer.zero_grad()
        loss = functional.cross_entropy(self.model(inputs), targets)
        loss.backward()
        self.optimizer.step()
        return loss

    @torch.inference_mode()
    def evaluate(self):
        logits = self.model(self.test_images.float().div_(255))
        loss = functional.cross_entropy(logits, self.test_labels)
        accuracy = (logits.argmax(1) == self.test_labels).float().mean()
        return loss.item(), accuracy.item()

    def predictions(self):
        image = self.test_images[:1].float().div_(255)
        with torch.inference_mode():
            while True:
                yield self.model(image)


def make_model(sizes, weights):
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        kernel, bias, weights = weights.split(
            [inputs * units, units, len(weights) - (inputs + 1) * units]
        )
        layer = nn.Linear(inputs, units)
        with torch.no_grad():
            layer.weight.copy_(kernel.view(inputs, units).T)
            layer.bias.copy_(bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
protocol.main(job, {"PyTorch": torch.__version__}, Peer)
