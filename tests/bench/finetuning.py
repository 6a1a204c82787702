"""What further steps give with the shipped encoder: with its own loss, and with episodes within an alphabet besides.

    python -m tests.bench.finetuning

An episode has 20 characters of one alphabet and two drawings of each; each drawing has to find its other one among
all of the episode, by a softmax over cosines: prototypical networks' loss with one shot (Snell et al. 2017), which is
the supervised contrastive loss (Khosla et al. 2020) of an episode. The classifier that was thrown away after the
training is replaced by the mean embedding of each class. Measured on the hold-out. Prints a table in Markdown.
"""

import argparse
from dataclasses import replace

import keras
import numpy as np
from keras import ops

from siamese.encoder import EncoderConfig, build_encoder, fold_normalisation
from siamese.losses import CosineLogits, MarginCrossEntropy
from siamese.mixture import Mixture, OmniglotSource
from siamese.preprocessing import EmptyDrawing, prepare
from siamese.training.encoder import TrainingConfig, load_mixture, precision_policy, unseen_batches
from siamese.weights import FOLDER
from tests.bench.ablation import ASKED, in_markdown, measure

CONFIG = TrainingConfig()
EPISODES, WAYS, SHOTS = 3, 20, 2  # of a batch; the rest of it is digits and pen strokes
LEARNING_RATE = 3e-4


def episodic_loss(episode_and_class, embeddings):
    """Mean over drawings of −log softmax over the others of its episode, at those of its class; 0 outside episodes."""
    episode, label = episode_and_class[:, 0], episode_and_class[:, 1]
    others = (episode[:, None] == episode) & (episode >= 0) & ~ops.eye(ops.shape(embeddings)[0], dtype="bool")
    logits = ops.where(others, CONFIG.scale * ops.matmul(embeddings, ops.transpose(embeddings)), -1e9)
    own = ops.cast(others & (label[:, None] == label), "float32")
    chances = logits - ops.logsumexp(logits, axis=1, keepdims=True)
    return -ops.sum(chances * own, axis=1) / ops.maximum(ops.sum(own, axis=1), 1)


def draw_episodes(mixture: Mixture, rng: np.random.Generator) -> tuple[list, list, list]:
    """Frames, classes and numbers of episodes, each of one alphabet in one of its orientations."""
    source = next(source for source in mixture.sources if isinstance(source, OmniglotSource))
    several = len(source.orientations)
    alphabet = np.array([name.split("/")[0] for name in source.classes[::several]])
    names, sizes = np.unique(alphabet, return_counts=True)
    frames, labels, episodes = [], [], []
    for episode in range(EPISODES):
        orientation = int(rng.integers(several))
        characters = np.flatnonzero(alphabet == rng.choice(names[sizes >= WAYS]))
        for character in np.repeat(rng.choice(characters, WAYS, replace=False), SHOTS):
            label = int(character) * several + orientation
            frames.append(draw(source, label, mixture, rng))
            labels.append(mixture.classes[source.classes[label]])
            episodes.append(episode)
    return frames, labels, episodes


def draw(source: OmniglotSource, label: int, mixture: Mixture, rng: np.random.Generator) -> np.ndarray:
    while True:
        try:
            return prepare(source.draw_of(label, mixture.variation, rng))
        except EmptyDrawing:
            continue  # rubbed out by the variation


def begin(mixture: Mixture) -> keras.Model:
    """The shipped encoder, and logits of the mean embeddings of the training's classes."""
    shipped = keras.saving.load_model(FOLDER / "encoder.keras")
    means = np.random.default_rng(0).normal(0, 0.05, (len(mixture.classes), EncoderConfig().embedding))
    for frames, labels in unseen_batches(mixture, CONFIG):
        np.add.at(means, labels, shipped.predict_on_batch(frames))
    keras.config.set_dtype_policy(precision_policy(CONFIG.precision))
    encoder = fold_normalisation(build_encoder())
    classifier = CosineLogits(len(mixture.classes), CONFIG.scale)
    model = keras.Model(encoder.input, [classifier(encoder.output), encoder.output])
    keras.config.set_dtype_policy("float32")
    encoder.set_weights(shipped.get_weights())
    classifier.set_weights([(means / np.linalg.norm(means, axis=1, keepdims=True)).T])
    return model


def go_on(model: keras.Model, mixture: Mixture, steps: int, *, episodes: bool) -> keras.Model:
    """Train further; returns the encoder in float32."""
    optimizer = keras.optimizers.AdamW(LEARNING_RATE, weight_decay=0.01)
    margin = MarginCrossEntropy(CONFIG.scale, CONFIG.margin, CONFIG.label_smoothing)
    model.compile(optimizer, [margin, episodic_loss], loss_weights=[1, float(episodes)])
    digits_and_pen = replace(
        mixture,
        shares=tuple(
            0 if isinstance(source, OmniglotSource) else share / (1 - CONFIG.omniglot)
            for source, share in zip(mixture.sources, mixture.shares, strict=True)
        ),
    )
    for step in range(steps):
        rng = np.random.default_rng([CONFIG.seed, CONFIG.steps + step])
        frames, labels, numbers = draw_episodes(mixture, rng) if episodes else ([], [], [])
        others = (digits_and_pen if episodes else mixture).batch(CONFIG.batch - len(frames), rng=rng)
        frames, labels = np.stack([*frames, *others[0]]), np.array([*labels, *others[1]])
        numbers = np.array([*numbers, *[-1] * len(others[1])])
        optimizer.learning_rate = LEARNING_RATE * min(1, (step + 1) / 30) * (1 - step / steps)
        targets = [np.eye(len(mixture.classes), dtype=np.float32)[labels], np.stack([numbers, labels], axis=1)]
        model.train_on_batch(frames, targets)
    encoder = fold_normalisation(build_encoder())
    encoder.set_weights(model.get_weights()[: len(encoder.weights)])
    return encoder


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--steps", type=int, default=150, help="of each, %(default)s by default")
    chosen = options.parse_args()
    mixture = load_mixture(CONFIG)
    model = begin(mixture)
    weights = model.get_weights()
    print(in_markdown("", *(f"`{name}`" for name in ASKED)))
    print(in_markdown(*["---"] * (1 + len(ASKED))))
    shipped = keras.saving.load_model(FOLDER / "encoder.keras")
    print(in_markdown("as shipped", *measure(shipped.predict_on_batch)), flush=True)
    for name, episodes in (("further steps", False), ("further steps with episodes", True)):
        model.set_weights(weights)
        encoder = go_on(model, mixture, chosen.steps, episodes=episodes)
        print(in_markdown(name, *measure(encoder.predict_on_batch)), flush=True)


if __name__ == "__main__":
    main()
