"""protocol.ts for contenders in Python, and what they have in common.

A contender is a class Peer:

    Peer(job, mnist, weights)  of a Job, what read_mnist gives, and float32 bytes
    order(data)     the order of an epoch, of uint32 bytes, as train takes a part
    train(indices)  one step on these images; gives the mean loss, for float()
    evaluate()      mean loss and accuracy on the test images
    predictions()   yields the logits of the first test image, again and again
"""

import gzip
import json
import os
import sys
import time

WARM_UP = 0.3  # seconds before the measurement, for caches
BLOCK = 50  # predictions between two looks at the clock


class Pace:
    """Measures the time per example, after a warm-up."""

    def __init__(self, seconds):
        self.limit = seconds
        self.start = time.perf_counter()
        self.examples = 0
        self.is_warm = False
        self.seconds = None  # per example, once next has said False

    def next(self, examples):
        """Counts some examples that are done; tells whether to go on."""
        now = time.perf_counter()
        elapsed = now - self.start
        if not self.is_warm:
            self.is_warm = elapsed >= WARM_UP
            if self.is_warm:
                self.start = now
            return True
        self.examples += examples
        if elapsed < self.limit:
            return True
        self.seconds = elapsed / self.examples
        return False


def read_bytes(path):
    data = bytearray(os.path.getsize(path))
    with open(path, "rb") as file:
        file.readinto(data)
    return data


def read_idx(directory, name, header):
    """Reads the content of a file of MNIST, plain or gzip."""
    path = os.path.join(directory, name)
    if os.path.exists(path):
        data = read_bytes(path)
    else:
        data = bytearray(gzip.decompress(read_bytes(path + ".gz")))
    return memoryview(data)[header:]


def read_mnist(directory):
    """Reads images and labels to train on, then those to test on, as bytes."""
    return [
        read_idx(directory, f"{part}-{kind}", header)
        for part in ("train", "t10k")
        for kind, header in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8))
    ]


def answer(**said):
    print(json.dumps(said), flush=True)


def main(job, versions, make):
    """Does a job with the Peer that make gives."""
    if job["task"] == "probe":
        python = ".".join(map(str, sys.version_info[:3]))
        answer(versions={**versions, "Python": python}, executable=sys.executable)
        return
    mnist = read_mnist(job["mnist"])
    peer = make(job, mnist, read_bytes(job["weights"]))
    size = len(mnist[1])
    if job["task"] == "predict":
        predict(job, peer)
    elif job["task"] == "start":
        order = next(orders(job, peer, size))
        answer(agreement=[float(peer.train(order[: job["batchSize"]]))])
    else:
        train(job, peer, size)


def orders(job, peer, size):
    """Yields the orders of the epochs; after the last the first again."""
    data = memoryview(read_bytes(job["orders"]))
    while True:
        for start in range(0, len(data), 4 * size):
            yield peer.order(data[start : start + 4 * size])


def train(job, peer, size):
    pace = Pace(job["seconds"])
    batch = job["batchSize"]
    for epoch, order in enumerate(orders(job, peer, size), 1):
        for start in range(0, size, batch):
            indices = order[start : start + batch]
            peer.train(indices)
            if job["task"] == "train" and not pace.next(len(indices)):
                answer(seconds=pace.seconds)
                return
        if job["task"] == "epoch":
            answer(agreement=[peer.evaluate()[0]])
            return
        if job["task"] == "target" and peer.evaluate()[1] >= job["target"]:
            answer(agreement=[epoch])
            return


def predict(job, peer):
    pace = Pace(job["seconds"])
    for count, logits in enumerate(peer.predictions(), 1):
        if count % BLOCK == 0 and not pace.next(BLOCK):
            answer(seconds=pace.seconds, agreement=logits.tolist()[0])
            return
