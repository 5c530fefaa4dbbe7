import django.db.models.deletion
import heraut.kernel.clock
import heraut.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_newest'),
        ('newsroom', '0002_newsroom'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carried',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('texts', models.JSONField(help_text='language -> the message as it was worded then')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carried', to='dispatch.dispatch')),
                ('key_message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='newsroom.keymessage')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('dispatch', 'key_message'), name='carried_once')],
            },
        ),
        migrations.CreateModel(
            name='Reached',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('names', models.JSONField(help_text="language -> the group's name then")),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reached', to='newsroom.audiencegroup')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='dispatch.dispatch')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('dispatch', 'audience'), name='reached_once')],
            },
        ),
    ]
