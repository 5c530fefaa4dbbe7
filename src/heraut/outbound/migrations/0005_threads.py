from django.db import migrations, models


class Migration(migrations.Migration):
    """A parcel in several steps; two more verbs. What is under way stays as it is: one step."""

    dependencies = [("outbound", "0004_mailing")]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="step",
            # With a default in the database: the ledger's raw SQL writes attempts without it
            # while an older worker is still running.
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="parcel",
            name="seed",
            field=models.JSONField(null=True, help_text="what the keys of its steps follow from"),
        ),
        migrations.AddField(
            model_name="attempt",
            name="step",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.AlterField(
            model_name="parcel",
            name="verb",
            field=models.CharField(
                choices=[
                    ("publish", "Publish"),
                    ("edit", "Correct where it stands"),
                    ("repost", "Repost"),
                    ("recall", "Recall"),
                ],
                default="publish",
                max_length=8,
            ),
        ),
    ]
